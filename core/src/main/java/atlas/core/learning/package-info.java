/** What comes of testing afterwards: what patterns are worth, and which bugs escaped. */
@NullMarked
package atlas.core.learning;

import org.jspecify.annotations.NullMarked;
