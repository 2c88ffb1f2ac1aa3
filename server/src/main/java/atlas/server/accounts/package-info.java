/** Whose Jira accounts there are, in files that only the server's user may read. */
@NullMarked
package atlas.server.accounts;

import org.jspecify.annotations.NullMarked;
