/** What a person earns and does again and again: ledger, levels, habits, streaks. */
@NullMarked
package atlas.core.progress;

import org.jspecify.annotations.NullMarked;
