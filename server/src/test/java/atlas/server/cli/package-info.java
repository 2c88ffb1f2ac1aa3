/** The command line and the processes that it starts, as a user meets them. */
@NullMarked
package atlas.server.cli;

import org.jspecify.annotations.NullMarked;
