/** The whole database and the file store in one file, and back. */
@NullMarked
package atlas.storage.backup;

import org.jspecify.annotations.NullMarked;
