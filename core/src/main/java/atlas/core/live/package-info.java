/** What happens to a user, for those who want to hear of it at once. */
@NullMarked
package atlas.core.live;

import org.jspecify.annotations.NullMarked;
