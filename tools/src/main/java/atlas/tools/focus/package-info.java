/** The tools about what to do next. */
@NullMarked
package atlas.tools.focus;

import org.jspecify.annotations.NullMarked;
