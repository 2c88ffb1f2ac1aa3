package atlas.server.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A small Jira Cloud on this machine, for the demo, for a first try and for tests: the paths of
 * REST v3 that ATLAS asks, answered as the real one answers them, over the issues of a made-up
 * shop. What is written to it is there until it stops.
 */
public final class SampleJira implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MOST_BYTES = 1024 * 1024;

  private final HttpServer server;
  private final ScheduledExecutorService threads;
  private final SampleRest rest;
  private final byte[] authorization;
  private volatile boolean refusing;
  private volatile Duration delay = Duration.ZERO;

  private SampleJira(
      HttpServer server, SampleIssues issues, InstantSource clock, String email, String token) {
    this.server = server;
    this.rest = new SampleRest(issues, clock, uri());
    byte[] pair = (email + ":" + token).getBytes(UTF_8);
    this.authorization = ("Basic " + Base64.getEncoder().encodeToString(pair)).getBytes(UTF_8);
    this.threads =
        Executors.newScheduledThreadPool(
            4,
            task -> {
              var thread = new Thread(task, "sample-jira");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts on a free port of the loopback interface, for one account, as of today. */
  public static SampleJira start(String email, String token) {
    return start(email, token, InstantSource.system());
  }

  /** Starts as of another day: the issues' dates lie around it. */
  public static SampleJira start(String email, String token, InstantSource clock) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    SampleIssues issues = SampleIssues.load(today);
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
      var jira = new SampleJira(server, issues, clock, email, token);
      server.setExecutor(
          task -> jira.threads.schedule(task, jira.delay.toMillis(), TimeUnit.MILLISECONDS));
      server.createContext("/", jira::serve);
      server.start();
      return jira;
    } catch (IOException e) {
      throw new UncheckedIOException("The sample Jira can't open a port.", e);
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
  }

  /** What JIRA_HOST has to be. */
  public final URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on every token is refused, as if it had run out; or no longer. */
  public void refuseTokens(boolean refuse) {
    refusing = refuse;
  }

  /** From now on every answer takes this long. */
  public void delay(Duration longer) {
    delay = longer;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      SampleReply reply = reply(exchange);
      if (reply.body() == null) {
        exchange.sendResponseHeaders(reply.status(), -1);
        return;
      }
      byte[] body = reply.body().toString().getBytes(UTF_8);
      boolean problem = reply.body().has("detail");
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              problem ? "application/problem+json" : "application/json;charset=UTF-8");
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private SampleReply reply(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (!SampleRest.isOpen(path) && !mayEnter(exchange)) {
      return SampleReply.errors(401, "Client must be authenticated to access this resource.");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
    try {
      JsonNode json = body.length == 0 ? MissingNode.getInstance() : MAPPER.readTree(body);
      var parameters = parameters(exchange.getRequestURI().getQuery());
      return rest.answer(
          new SampleRest.Request(exchange.getRequestMethod(), path, parameters, json));
    } catch (SampleSearch.Refused refused) {
      return SampleReply.errors(400, String.valueOf(refused.getMessage()));
    } catch (SampleSearch.Malformed | JacksonException e) {
      return SampleReply.malformed();
    }
  }

  private boolean mayEnter(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return !refusing
        && given != null
        && MessageDigest.isEqual(given.getBytes(UTF_8), authorization);
  }

  private static Map<String, String> parameters(@Nullable String query) {
    var parameters = new HashMap<String, String>();
    for (String parameter : (query == null ? "" : query).split("&")) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    return parameters;
  }
}
