package atlas.server;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.server.config.Config;
import atlas.server.stdio.ProtocolStdout;
import atlas.server.stdio.StdioTransportProvider;
import atlas.server.wire.Gate;
import atlas.tools.McpResources;
import atlas.tools.McpTools;
import atlas.tools.Tool;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Function;

/** ATLAS over standard input and output, for the client that started it. */
public final class Stdio {
  private Stdio() {}

  /** Serves until the input ends. */
  public static void run(Config config, InputStream in) {
    // First of all: from here on a stray line can't get between the messages.
    OutputStream out = ProtocolStdout.take();
    FirstExchange.ahead();
    try (var wiring = new Wiring(config)) {
      Function<McpAsyncServerExchange, Caller> callers =
          exchange -> McpServers.actingAs(wiring.localCaller(), exchange);
      // The transport cancels a call by dropping its subscription.
      McpTools.InFlight inFlight = (exchange, call) -> NOTHING_TO_UNDO;
      var tools = new McpTools(wiring.calls(), callers, inFlight);
      var resources = new McpResources(wiring.calls(), callers, inFlight);
      var gate = new Gate(wiring.offered().stream().<String>map(Tool::name).toList());
      // The database opens beside the first messages, and never before the first answer.
      var transport =
          new StdioTransportProvider(McpServers.mapper(), in, out, gate, wiring.opening()::ahead);
      new McpServers(wiring, tools, resources).on(transport);
      wiring.jobs().start();
      transport.awaitEnd();
    }
  }

  private static final Call.Registration NOTHING_TO_UNDO = () -> {};
}
