@NullMarked
package atlas.integrations.embedding;

import org.jspecify.annotations.NullMarked;
