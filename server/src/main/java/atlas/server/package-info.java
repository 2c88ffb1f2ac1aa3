@NullMarked
package atlas.server;

import org.jspecify.annotations.NullMarked;
