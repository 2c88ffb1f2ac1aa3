@NullMarked
package atlas.core.tickets;

import org.jspecify.annotations.NullMarked;
