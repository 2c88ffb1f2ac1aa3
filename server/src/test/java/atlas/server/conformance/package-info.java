/** What the official conformance suite asks a server for, on our own HTTP transport. */
@NullMarked
package atlas.server.conformance;

import org.jspecify.annotations.NullMarked;
