/** PostgreSQL from the class path, run under the user's own folder and shared by processes. */
@NullMarked
package atlas.storage.embedded;

import org.jspecify.annotations.NullMarked;
