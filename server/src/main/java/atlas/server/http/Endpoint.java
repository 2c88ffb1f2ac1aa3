package atlas.server.http;

import atlas.server.wire.Calls;
import atlas.server.wire.Gate;
import atlas.server.wire.Subscriptions;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What both kinds of HTTP transport have in common.
 *
 * @param messages reads what comes in
 * @param answers writes what goes out
 * @param gate looks at each request before the SDK
 * @param calls how a running request is stopped
 * @param inFlight what runs
 * @param pulse keeps responses alive
 * @param timing how long things may take
 * @param maxBodyBytes the longest request body that is read
 * @param subscriptions what clients want to hear of; the SDK's business when there is none
 */
record Endpoint(
    Messages messages,
    Answers answers,
    Gate gate,
    Calls calls,
    InFlight inFlight,
    Pulse pulse,
    Timing timing,
    int maxBodyBytes,
    @Nullable Subscriptions subscriptions) {
  static final int MAX_SESSIONS = 10_000;

  static Endpoint of(HttpParts parts, HttpSettings settings, Pulse pulse, Timing timing) {
    McpJsonMapper json = parts.json();
    return new Endpoint(
        new Messages(json),
        new Answers(json),
        parts.gate(),
        parts.calls(),
        new InFlight(),
        pulse,
        timing,
        settings.maxBodyBytes(),
        parts.subscriptions());
  }

  /** Our own answer to a request that the SDK is not to see. */
  Optional<JSONRPCResponse> refuse(JSONRPCRequest request) {
    return gate.refuse(request)
        .or(() -> messages.refuse(request))
        .map(error -> JSONRPCResponse.error(request.id(), error));
  }

  /**
   * Answers a request about what the client wants to hear of; nothing where it is another, or the
   * SDK's business.
   *
   * @param tell sends the notification with those params
   */
  Optional<Mono<JSONRPCResponse>> subscription(
      JSONRPCRequest request,
      Session session,
      Visitor visitor,
      Function<Map<String, Object>, Mono<Void>> tell) {
    if (subscriptions == null || !Subscriptions.concerns(request)) return Optional.empty();
    var client =
        new Subscriptions.Client(
            session.id(),
            visitor.caller(),
            call -> calls.register(session.id(), request.id(), call::cancel),
            uri -> tell.apply(Map.of("uri", uri)));
    return Optional.of(subscriptions.answer(request, client));
  }

  /** Stops the request that the notification names, if it still runs. */
  static void cancel(Session session, JSONRPCNotification notification) {
    if (!(notification.params() instanceof Map<?, ?> params)) return;
    Object request = params.get("requestId");
    if (request != null) session.cancel(request);
  }

  static boolean isCancellation(JSONRPCNotification notification) {
    return notification.method().equals("notifications/cancelled");
  }

  static void requireJson(Visit visit) {
    String type = visit.header("Content-Type");
    String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    String encoding = visit.header("Content-Encoding");
    if (!media.equals("application/json")
        || (encoding != null && !encoding.equalsIgnoreCase("identity"))) {
      throw Problem.of(415, "Send application/json, not compressed.");
    }
  }

  static void requireAccept(Visit visit, String... types) {
    List<String> accepted = accepted(visit);
    for (String type : types) {
      String family = type.substring(0, type.indexOf('/')) + "/*";
      boolean named =
          accepted.stream()
              .map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
              .anyMatch(range -> List.of(type, family, "*/*").contains(range));
      if (!named) {
        throw Problem.of(406, "The Accept header has to name " + String.join(" and ", types) + ".");
      }
    }
  }

  private static List<String> accepted(Visit visit) {
    try {
      return visit.request().getHeaders().getCSV(HttpHeader.ACCEPT, false);
    } catch (RuntimeException unreadable) {
      // Jetty throws no kind of its own where a quote does not end.
      throw Problem.of(400, "The Accept header can't be read.");
    }
  }

  static void requireVersion(Visit visit, List<String> supported) {
    String version = visit.header("MCP-Protocol-Version");
    if (version != null && !supported.contains(version)) {
      throw Problem.of(
          400,
          "That protocol version is not supported; these are: " + String.join(", ", supported));
    }
  }

  static boolean isInitialize(McpSchema.JSONRPCMessage message) {
    return message instanceof JSONRPCRequest request
        && request.method().equals(McpSchema.METHOD_INITIALIZE);
  }
}
