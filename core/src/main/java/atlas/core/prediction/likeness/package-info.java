/**
 * How alike two texts about software are: words by BM25, meaning by vectors, what else is known of
 * them, and weights that were learned. Pure computation: no database, no network, no clock.
 */
@NullMarked
package atlas.core.prediction.likeness;

import org.jspecify.annotations.NullMarked;
