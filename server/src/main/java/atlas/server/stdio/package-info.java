/** MCP over standard input and output, for clients that start the server themselves. */
@NullMarked
package atlas.server.stdio;

import org.jspecify.annotations.NullMarked;
