@NullMarked
package atlas.tools.testing;

import org.jspecify.annotations.NullMarked;
