@NullMarked
package atlas.tools.admin;

import org.jspecify.annotations.NullMarked;
