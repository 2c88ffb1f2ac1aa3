@NullMarked
package atlas.server.cli;

import org.jspecify.annotations.NullMarked;
