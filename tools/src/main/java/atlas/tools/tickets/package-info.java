@NullMarked
package atlas.tools.tickets;

import org.jspecify.annotations.NullMarked;
