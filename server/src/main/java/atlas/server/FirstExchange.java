package atlas.server;

import atlas.server.stdio.StdioTransportProvider;
import atlas.server.wire.Gate;
import io.modelcontextprotocol.server.McpServer;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An exchange with nobody, played beside the wiring: the JSON mapper, the SDK's session and Reactor
 * meet the classes of a client's first message on the second core, while the first one reads the
 * tools' definitions.
 */
final class FirstExchange {
  private static final byte[] INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"atlas","version":"1"}}}
      """
          .getBytes(StandardCharsets.UTF_8);

  private FirstExchange() {}

  /** Begins, and returns at once. */
  static void ahead() {
    var thread = new Thread(FirstExchange::run, "first-exchange");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    var nobody =
        new StdioTransportProvider(
            McpServers.mapper(),
            new ByteArrayInputStream(INITIALIZE),
            OutputStream.nullOutputStream(),
            new Gate(List.of()),
            () -> {});
    McpServers.describe(McpServer.async(nobody)).build();
    nobody.awaitEnd();
  }
}
