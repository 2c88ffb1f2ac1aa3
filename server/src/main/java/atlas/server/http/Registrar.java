package atlas.server.http;

import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;

/** Puts our tools, resources and prompts on a transport. */
public interface Registrar {
  /** Called once, for Streamable HTTP. */
  McpAsyncServer streamable(McpStreamableServerTransportProvider transport);

  /** Called once, for HTTP+SSE, unless that is switched off. */
  McpAsyncServer sse(McpServerTransportProvider transport);
}
