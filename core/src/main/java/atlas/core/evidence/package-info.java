/** What people did, and what shows it: whatever it comes from. */
@NullMarked
package atlas.core.evidence;

import org.jspecify.annotations.NullMarked;
