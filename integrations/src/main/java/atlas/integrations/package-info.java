@NullMarked
package atlas.integrations;

import org.jspecify.annotations.NullMarked;
