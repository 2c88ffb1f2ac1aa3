@NullMarked
package atlas.core.memory;

import org.jspecify.annotations.NullMarked;
