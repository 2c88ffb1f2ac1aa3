/** Documents that say what the code does: each is held to it. */
@NullMarked
package atlas.server.docs;

import org.jspecify.annotations.NullMarked;
