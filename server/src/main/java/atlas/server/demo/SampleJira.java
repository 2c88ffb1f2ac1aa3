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
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small Jira Cloud on this machine, for the demo and for tests: the three paths of REST v3 that
 * ATLAS asks, answered as the real one answers them, over the issues of a made-up shop.
 */
public final class SampleJira implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String API = "/rest/api/3/";
  private static final int MOST_BYTES = 1024 * 1024;

  private record Reply(int status, JsonNode body) {}

  private final HttpServer server;
  private final ScheduledExecutorService threads;
  private final SampleIssues issues;
  private final byte[] authorization;
  private volatile boolean refusing;
  private volatile Duration delay = Duration.ZERO;

  private SampleJira(HttpServer server, SampleIssues issues, String email, String token) {
    this.server = server;
    this.issues = issues;
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
      var jira = new SampleJira(server, issues, email, token);
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
  public URI uri() {
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
      Reply reply = reply(exchange);
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

  private Reply reply(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String what = exchange.getRequestMethod() + " " + path;
    boolean issue = what.matches("GET " + API + "issue/[^/]+");
    if (!issue
        && !what.equals("GET " + API + "myself")
        && !what.equals("POST " + API + "search/jql")) {
      return noEndpoint(what, path);
    }
    if (!mayEnter(exchange)) {
      return errors(401, "Client must be authenticated to access this resource.");
    }
    if (what.endsWith("/myself")) return new Reply(200, issues.myself());
    if (issue) return issue(path, exchange.getRequestURI().getQuery());
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
    return search(body);
  }

  private boolean mayEnter(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return !refusing
        && given != null
        && MessageDigest.isEqual(given.getBytes(UTF_8), authorization);
  }

  private Reply issue(String path, @Nullable String query) {
    String fields = "*all";
    for (String parameter : (query == null ? "" : query).split("&")) {
      if (parameter.startsWith("fields=")) fields = parameter.substring("fields=".length());
    }
    ObjectNode found = issues.get(path.substring(path.lastIndexOf('/') + 1));
    if (found == null) {
      return errors(404, "Issue does not exist or you do not have permission to see it.");
    }
    return new Reply(200, SampleIssues.show(found, List.of(fields.split(",")), uri()));
  }

  private Reply search(byte[] body) {
    try {
      return new Reply(200, SampleSearch.of(MAPPER.readTree(body)).page(issues, uri()));
    } catch (SampleSearch.Refused refused) {
      return errors(400, String.valueOf(refused.getMessage()));
    } catch (SampleSearch.Malformed | JacksonException e) {
      ObjectNode words = JsonNodeFactory.instance.objectNode();
      words
          .putArray("errorMessages")
          .add("Invalid request payload. Refer to the REST API documentation and try again.");
      return new Reply(400, words);
    }
  }

  private static Reply errors(int status, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("errorMessages").add(message);
    body.putObject("errors");
    return new Reply(status, body);
  }

  private static Reply noEndpoint(String what, String path) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "about:blank").put("title", "Not Found").put("status", 404);
    body.put("detail", "No endpoint " + what + ".").put("instance", path);
    return new Reply(404, body);
  }
}
