/** What texts mean: vectors made and kept, and what is found by them and by words. */
@NullMarked
package atlas.core.meaning;

import org.jspecify.annotations.NullMarked;
