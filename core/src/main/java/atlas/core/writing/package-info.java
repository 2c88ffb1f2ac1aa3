/** What is written to Jira: recorded with what it belongs to, delivered after, never doubled. */
@NullMarked
package atlas.core.writing;

import org.jspecify.annotations.NullMarked;
