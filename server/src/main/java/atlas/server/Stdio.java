package atlas.server;

import atlas.model.Call;
import atlas.server.config.Config;
import atlas.server.stdio.ProtocolStdout;
import atlas.server.stdio.StdioTransportProvider;
import atlas.server.wire.Gate;
import atlas.tools.McpTools;
import atlas.tools.Tool;
import java.io.InputStream;
import java.io.OutputStream;

/** ATLAS over standard input and output, for the client that started it. */
public final class Stdio {
  private Stdio() {}

  /** Serves until the input ends. */
  public static void run(Config config, InputStream in) {
    // First of all: from here on a stray line can't get between the messages.
    OutputStream out = ProtocolStdout.take();
    try (var wiring = new Wiring(config)) {
      var tools =
          new McpTools(
              wiring.calls(),
              exchange -> McpServers.actingAs(wiring.localCaller(), exchange),
              // The transport cancels a call by dropping its subscription.
              (exchange, call) -> NOTHING_TO_UNDO);
      var gate = new Gate(wiring.offered().stream().<String>map(Tool::name).toList());
      // The database opens beside the first messages, and never before the first answer.
      var transport =
          new StdioTransportProvider(McpServers.mapper(), in, out, gate, wiring.opening()::ahead);
      new McpServers(wiring.offered(), tools).on(transport);
      transport.awaitEnd();
    }
  }

  private static final Call.Registration NOTHING_TO_UNDO = () -> {};
}
