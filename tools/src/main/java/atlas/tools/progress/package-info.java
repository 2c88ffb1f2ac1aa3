/** The tools of the toolset progress. */
@NullMarked
package atlas.tools.progress;

import org.jspecify.annotations.NullMarked;
