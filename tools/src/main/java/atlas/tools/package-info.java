@NullMarked
package atlas.tools;

import org.jspecify.annotations.NullMarked;
