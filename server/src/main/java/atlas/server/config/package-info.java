@NullMarked
package atlas.server.config;

import org.jspecify.annotations.NullMarked;
