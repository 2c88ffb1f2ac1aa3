@NullMarked
package atlas.core.prediction;

import org.jspecify.annotations.NullMarked;
