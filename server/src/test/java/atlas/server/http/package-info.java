@NullMarked
package atlas.server.http;

import org.jspecify.annotations.NullMarked;
