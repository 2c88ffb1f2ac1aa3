@NullMarked
package atlas.model;

import org.jspecify.annotations.NullMarked;
