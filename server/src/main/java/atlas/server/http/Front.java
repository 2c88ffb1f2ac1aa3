package atlas.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Takes every request: who may come in, and what answers at which path. */
final class Front extends Handler.Abstract {
  private final Door door;
  private final BooleanSupplier ready;
  private final StreamableEndpoint streamable;
  private final @Nullable SseEndpoint sse;
  private final @Nullable WebhookEndpoint webhooks;
  private volatile boolean closing;

  Front(
      Door door,
      BooleanSupplier ready,
      StreamableEndpoint streamable,
      @Nullable SseEndpoint sse,
      @Nullable WebhookEndpoint webhooks) {
    this.door = door;
    this.ready = ready;
    this.streamable = streamable;
    this.sse = sse;
    this.webhooks = webhooks;
  }

  /** From now on nothing new is begun. */
  void closing() {
    closing = true;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var visit = new Visit(request, response, callback);
    visit.attempt(() -> route(visit));
    return true;
  }

  private void route(Visit visit) {
    String path = visit.request().getHttpURI().getCanonicalPath();
    if (path == null) path = "/";
    visit.response().getHeaders().put("X-Content-Type-Options", "nosniff");
    if (path.equals("/healthz") || path.equals("/readyz")) {
      // Probes come from anywhere, under any name; there is nothing to steal.
      probe(visit, path);
      return;
    }
    if (webhooks != null && path.startsWith(WebhookEndpoint.PATH)) {
      // It comes from outside, under the name that the internet knows, and proves itself: what the
      // checks below keep out, the local user's rights in a web page's hands, it never has.
      allow(visit, "POST");
      if (closing) throw stopping();
      webhooks.receive(visit, path.substring(WebhookEndpoint.PATH.length()));
      return;
    }
    door.checkSource(visit.request());
    if (crossOrigin(visit)) return;
    if (path.equals(StreamableEndpoint.PATH)) {
      streamable(visit);
    } else if (sse != null && path.equals(SseEndpoint.STREAM_PATH)) {
      allow(visit, "GET");
      sse.connect(visit, enter(visit));
    } else if (sse != null && path.equals(SseEndpoint.MESSAGE_PATH)) {
      allow(visit, "POST");
      sse.post(visit, enter(visit));
    } else {
      throw Problem.of(
          404, "There is nothing here; the MCP endpoint is " + StreamableEndpoint.PATH + ".");
    }
  }

  private void streamable(Visit visit) {
    allow(visit, "POST", "GET", "DELETE");
    Visitor visitor = enter(visit);
    switch (visit.request().getMethod()) {
      case "POST" -> streamable.post(visit, visitor);
      case "GET" -> streamable.listen(visit, visitor);
      default -> streamable.delete(visit, visitor);
    }
  }

  private Visitor enter(Visit visit) {
    if (closing) throw stopping();
    return door.admit(visit.request());
  }

  private static Problem stopping() {
    return Problem.of(503, "The server is shutting down.").with(HttpHeader.CONNECTION, "close");
  }

  private static void allow(Visit visit, String... methods) {
    String method = visit.request().getMethod();
    for (String allowed : methods) {
      if (allowed.equals(method)) return;
    }
    throw Problem.of(405, "Only " + String.join(", ", methods) + " can be used here.")
        .with(HttpHeader.ALLOW, String.join(", ", methods));
  }

  /** Lets scripts of the origins that the operator listed read our answers; true when done. */
  private boolean crossOrigin(Visit visit) {
    String origin = visit.header("Origin");
    if (origin == null || !door.listed(origin)) return false;
    var headers = visit.response().getHeaders();
    headers.put("Access-Control-Allow-Origin", origin);
    headers.put("Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate");
    headers.put("Vary", "Origin");
    if (!visit.request().getMethod().equals("OPTIONS")) return false;
    headers.put("Access-Control-Allow-Methods", "GET, POST, DELETE");
    headers.put(
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Accept, Mcp-Session-Id, MCP-Protocol-Version, Last-Event-ID");
    headers.put("Access-Control-Max-Age", "3600");
    visit.done(204);
    return true;
  }

  private void probe(Visit visit, String path) {
    allow(visit, "GET", "HEAD");
    if (path.equals("/healthz")) {
      visit.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      byte[] ok = "ok".getBytes(StandardCharsets.UTF_8);
      visit.response().write(true, ByteBuffer.wrap(ok), visit.callback());
      return;
    }
    boolean isReady = !closing && isReady();
    visit.response().setStatus(isReady ? 200 : 503);
    byte[] body = ("{\"ready\":" + isReady + "}").getBytes(StandardCharsets.UTF_8);
    Problem.json(visit.response(), body, visit.callback());
  }

  private boolean isReady() {
    try {
      return ready.getAsBoolean();
    } catch (RuntimeException failure) {
      Visit.failed(failure);
      return false;
    }
  }
}
