/** Tools around what is gathered from other systems. */
@NullMarked
package atlas.tools.evidence;

import org.jspecify.annotations.NullMarked;
