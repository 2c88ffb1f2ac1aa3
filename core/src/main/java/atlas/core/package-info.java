@NullMarked
package atlas.core;

import org.jspecify.annotations.NullMarked;
