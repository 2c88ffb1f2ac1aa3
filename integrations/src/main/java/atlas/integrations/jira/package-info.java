/** Jira, Cloud and Data Center: an account and one client that returns records. */
@NullMarked
package atlas.integrations.jira;

import org.jspecify.annotations.NullMarked;
