@NullMarked
package atlas.core.testing;

import org.jspecify.annotations.NullMarked;
