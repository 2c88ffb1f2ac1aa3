@NullMarked
package atlas.server.wire;

import org.jspecify.annotations.NullMarked;
