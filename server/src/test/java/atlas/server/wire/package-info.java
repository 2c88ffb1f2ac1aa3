/** Tests of what is on the wire. */
@NullMarked
package atlas.server.wire;

import org.jspecify.annotations.NullMarked;
