@NullMarked
package atlas.tools.memory;

import org.jspecify.annotations.NullMarked;
