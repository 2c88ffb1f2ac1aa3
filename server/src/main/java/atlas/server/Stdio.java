package atlas.server;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.server.config.Config;
import atlas.server.live.Live;
import atlas.server.stdio.ProtocolStdout;
import atlas.server.stdio.StdioTransportProvider;
import atlas.tools.McpTools;
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
          exchange -> caller(config, wiring, exchange);
      // The transport cancels a call by dropping its subscription.
      McpTools.InFlight inFlight = (exchange, call) -> NOTHING_TO_UNDO;
      var parts = McpServers.Parts.of(wiring, callers, inFlight);
      // The database opens beside the first messages, and never before the first answer.
      var live = new Live(wiring.resources(), parts.resources(), wiring.news());
      var transport =
          new StdioTransportProvider(
              McpServers.mapper(),
              in,
              out,
              McpServers.gate(wiring),
              wiring.opening()::ahead,
              live,
              wiring::localCaller);
      new McpServers(wiring, parts).on(transport);
      wiring.jobs().start();
      transport.awaitEnd();
      live.close();
    }
  }

  private static Caller caller(Config config, Wiring wiring, McpAsyncServerExchange exchange) {
    Caller local = wiring.localCaller();
    String actor = config.actor();
    return actor == null
        ? McpServers.actingAs(local, exchange)
        : new Caller(local.userId(), actor, local.scopes(), local.call());
  }

  private static final Call.Registration NOTHING_TO_UNDO = () -> {};
}
