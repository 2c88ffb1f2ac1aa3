/** What a person has to do and what their days hold. */
@NullMarked
package atlas.core.planner;

import org.jspecify.annotations.NullMarked;
