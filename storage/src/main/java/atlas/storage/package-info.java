@NullMarked
package atlas.storage;

import org.jspecify.annotations.NullMarked;
