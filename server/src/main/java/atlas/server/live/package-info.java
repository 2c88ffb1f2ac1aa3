/** Clients that hear of changes, whoever makes them. */
@NullMarked
package atlas.server.live;

import org.jspecify.annotations.NullMarked;
