/** The tools of the toolset planner. */
@NullMarked
package atlas.tools.planner;

import org.jspecify.annotations.NullMarked;
