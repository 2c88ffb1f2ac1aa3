/** Runs that copy from other systems: one way for every source. */
@NullMarked
package atlas.core.sync;

import org.jspecify.annotations.NullMarked;
