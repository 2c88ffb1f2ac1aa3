/** What evidence shows of a person's work, and the review that is made of it. */
@NullMarked
package atlas.core.insight;

import org.jspecify.annotations.NullMarked;
