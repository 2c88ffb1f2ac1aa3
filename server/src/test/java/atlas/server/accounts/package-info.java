@NullMarked
package atlas.server.accounts;

import org.jspecify.annotations.NullMarked;
