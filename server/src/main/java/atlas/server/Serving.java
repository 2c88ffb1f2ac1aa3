package atlas.server;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.server.config.Config;
import atlas.server.http.HttpParts;
import atlas.server.http.HttpServer;
import atlas.server.http.HttpSettings;
import atlas.server.http.Registrar;
import atlas.server.live.Live;
import atlas.server.wire.CallerKey;
import atlas.server.wire.Calls;
import atlas.tools.McpTools;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.net.URI;
import java.util.Set;
import java.util.function.Function;

/** ATLAS over HTTP, for whoever has a token, and on loopback for the local user. */
public final class Serving implements AutoCloseable {
  private final Wiring wiring;
  private final Live live;
  private final HttpServer server;

  /** Puts it together; nothing listens yet. */
  public Serving(Config config) {
    wiring = new Wiring(config);
    var running = new Calls();
    Function<McpAsyncServerExchange, Caller> callers =
        exchange -> McpServers.actingAs(CallerKey.caller(exchange.transportContext()), exchange);
    McpTools.InFlight inFlight = (exchange, call) -> stoppable(running, exchange, call);
    var parts = McpServers.Parts.of(wiring, callers, inFlight);
    var servers = new McpServers(wiring, parts);
    live = new Live(wiring.resources(), parts.resources(), wiring.news());
    server =
        new HttpServer(
            new HttpSettings(
                config.http().host(),
                config.http().port(),
                config.http().sse(),
                false,
                HttpSettings.DEFAULT_MAX_BODY_BYTES,
                config.http().allowedOrigins()),
            new HttpParts(
                registrar(servers),
                wiring.tokens()::find,
                () -> wiring.localCaller().without(Scope.FILES),
                McpServers.gate(wiring),
                running,
                this::ready,
                McpServers.mapper(),
                new Inbox(
                    wiring.webhookSecrets(),
                    wiring.webhooks(),
                    Set.copyOf(config.http().unsignedWebhooks())),
                live));
  }

  /** Listens, and opens the database beside it. */
  public void start() {
    wiring.jobs().start();
    wiring.opening().ahead();
    try {
      server.start();
    } catch (RuntimeException refused) {
      wiring.close();
      throw refused;
    }
  }

  /** Where it listens. */
  public URI uri() {
    return server.uri();
  }

  @Override
  public void close() {
    server.close();
    live.close();
    wiring.close();
  }

  private boolean ready() {
    if (!wiring.opening().isOpen()) {
      // Whoever asks whether we are ready wants us to be.
      wiring.opening().ahead();
      return false;
    }
    try {
      return wiring.services().status().databaseState("").problem() == null;
    } catch (Refusal notNow) {
      return false;
    }
  }

  private static Registrar registrar(McpServers servers) {
    return new Registrar() {
      @Override
      public McpAsyncServer streamable(McpStreamableServerTransportProvider transport) {
        return servers.on(transport);
      }

      @Override
      public McpAsyncServer sse(McpServerTransportProvider transport) {
        return servers.on(transport);
      }
    };
  }

  private static Call.Registration stoppable(
      Calls running, McpAsyncServerExchange exchange, Call call) {
    Object request = CallerKey.request(exchange.transportContext());
    return request == null
        ? () -> {}
        : running.register(exchange.sessionId(), request, call::cancel);
  }
}
