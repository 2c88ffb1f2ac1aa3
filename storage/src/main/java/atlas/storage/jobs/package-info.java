/** Work that is done outside of calls, once across processes, and again after a failure. */
@NullMarked
package atlas.storage.jobs;

import org.jspecify.annotations.NullMarked;
