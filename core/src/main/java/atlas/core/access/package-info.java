@NullMarked
package atlas.core.access;

import org.jspecify.annotations.NullMarked;
