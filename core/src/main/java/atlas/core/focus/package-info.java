/** What to do next and why: theaters, actions, and what was done in them. */
@NullMarked
package atlas.core.focus;

import org.jspecify.annotations.NullMarked;
