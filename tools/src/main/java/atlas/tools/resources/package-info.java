@NullMarked
package atlas.tools.resources;

import org.jspecify.annotations.NullMarked;
