@NullMarked
package atlas.server.stdio;

import org.jspecify.annotations.NullMarked;
