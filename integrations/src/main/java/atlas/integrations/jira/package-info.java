/** Jira: an account, a client that returns records, and the way from its documents to Markdown. */
@NullMarked
package atlas.integrations.jira;

import org.jspecify.annotations.NullMarked;
