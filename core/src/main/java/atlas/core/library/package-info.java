/** Libraries of scenarios that teams have written down elsewhere, on their way in. */
@NullMarked
package atlas.core.library;

import org.jspecify.annotations.NullMarked;
