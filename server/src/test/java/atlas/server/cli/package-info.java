/** The command line as its user meets it. */
@NullMarked
package atlas.server.cli;

import org.jspecify.annotations.NullMarked;
