/** The prompts, one file each. */
@NullMarked
package atlas.tools.prompts;

import org.jspecify.annotations.NullMarked;
