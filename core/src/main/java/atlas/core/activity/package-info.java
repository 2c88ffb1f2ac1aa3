/** What users did at other systems, gathered from there as evidence. */
@NullMarked
package atlas.core.activity;

import org.jspecify.annotations.NullMarked;
