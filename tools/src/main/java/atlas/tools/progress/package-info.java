/** The tools of progress. */
@NullMarked
package atlas.tools.progress;

import org.jspecify.annotations.NullMarked;
