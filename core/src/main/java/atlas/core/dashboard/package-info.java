/** How everything of a person's stands, in figures. */
@NullMarked
package atlas.core.dashboard;

import org.jspecify.annotations.NullMarked;
