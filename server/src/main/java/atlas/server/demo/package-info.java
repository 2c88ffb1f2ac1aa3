/** What the demo plays with: a Jira that lives in the process. */
@NullMarked
package atlas.server.demo;

import org.jspecify.annotations.NullMarked;
