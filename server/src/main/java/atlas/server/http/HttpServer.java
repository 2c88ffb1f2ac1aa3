package atlas.server.http;

import atlas.model.Fault;
import atlas.model.Refusal;
import io.modelcontextprotocol.server.McpAsyncServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of {@code atlas serve}: MCP over Streamable HTTP and, unless switched off, over
 * HTTP+SSE, with probes for a supervisor.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final HttpSettings settings;
  private final Timing timing;
  private final Server jetty;
  private final ServerConnector connector;
  private final QueuedThreadPool threads;
  private final Pulse pulse;
  private final Endpoint endpoint;
  private final Front front;
  private final StreamableEndpoint streamable;
  private final @Nullable SseEndpoint sse;
  private final @Nullable WebhookEndpoint webhooks;
  private final List<McpAsyncServer> served = new ArrayList<>();

  public HttpServer(HttpSettings settings, HttpParts parts) {
    this(settings, parts, Timing.USUAL);
  }

  HttpServer(HttpSettings settings, HttpParts parts, Timing timing) {
    this.settings = settings;
    this.timing = timing;
    // No thread waits for a tool; these are for parsing, and for asking whose a token is.
    this.threads = new QueuedThreadPool(200, 8);
    threads.setName("atlas-http");
    threads.setDaemon(true);
    threads.setStopTimeout(500);
    this.jetty = new Server(threads);
    this.pulse = new Pulse(threads);
    this.endpoint = Endpoint.of(parts, settings, pulse, timing);

    this.streamable = new StreamableEndpoint(endpoint, parts.json());
    served.add(parts.registrar().streamable(streamable));
    this.sse = settings.sse() ? new SseEndpoint(endpoint, parts.json()) : null;
    if (sse != null) served.add(parts.registrar().sse(sse));

    var door = new Door(settings, parts.tokens(), parts.local());
    this.webhooks = parts.webhooks() == null ? null : new WebhookEndpoint(parts.webhooks(), door);
    this.front = new Front(door, parts.ready(), streamable, sse, webhooks);
    this.connector = connector();
    jetty.addConnector(connector);
    jetty.setHandler(front);
    jetty.setErrorHandler(new JsonErrors());
  }

  private ServerConnector connector() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    var bound = new ServerConnector(jetty, 1, -1, new HttpConnectionFactory(http));
    bound.setHost(HttpSettings.bare(settings.host()));
    bound.setPort(settings.port());
    bound.setIdleTimeout(30_000);
    bound.setShutdownIdleTimeout(500);
    return bound;
  }

  /** Listens from now on. */
  public void start() {
    try {
      jetty.start();
    } catch (IOException refused) {
      LOG.debug("Cannot listen: {}", Fault.of(refused));
      throw Refusal.unavailable(
          "Cannot listen on "
              + settings.host()
              + " port "
              + settings.port()
              + ": it is in use or not ours. Choose another with --host and --port.");
    } catch (Exception failure) {
      throw new IllegalStateException("The HTTP server did not start", failure);
    }
    pulse.start(timing.beat());
  }

  /** Where clients find the MCP endpoint. */
  public URI uri() {
    String host = HttpSettings.bare(settings.host());
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + shown + ":" + connector.getLocalPort() + StreamableEndpoint.PATH);
  }

  /** How many sessions are open. */
  int sessions() {
    return streamable.sessions() + (sse == null ? 0 : sse.sessions());
  }

  /** Whether no response is open. */
  boolean quiet() {
    return pulse.quiet() && idle();
  }

  /** Whether no request is being worked on. */
  boolean idle() {
    return endpoint.inFlight().none();
  }

  /** Answers what runs, for a few seconds; ends the sessions; stops. */
  @Override
  public void close() {
    front.closing();
    InFlight inFlight = endpoint.inFlight();
    try {
      inFlight.await(inFlight::none, timing.drain());
      for (McpAsyncServer server : served) {
        server.closeGracefully().onErrorComplete().block(Duration.ofSeconds(1));
      }
      inFlight.await(pulse::quiet, Duration.ofMillis(500));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    pulse.close();
    if (webhooks != null) webhooks.close();
    try {
      jetty.stop();
    } catch (Exception failure) {
      LOG.warn("The HTTP server did not stop cleanly: {}", Fault.of(failure));
    }
  }
}
