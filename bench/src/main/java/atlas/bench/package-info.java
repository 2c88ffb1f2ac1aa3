/** Programs that measure ATLAS beside what it is compared with; run by {@code atlas bench}. */
@NullMarked
package atlas.bench;

import org.jspecify.annotations.NullMarked;
