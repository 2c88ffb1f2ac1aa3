/** How the person is: moods and the journal, which are theirs alone. */
@NullMarked
package atlas.core.wellbeing;

import org.jspecify.annotations.NullMarked;
