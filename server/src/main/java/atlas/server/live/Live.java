package atlas.server.live;

import atlas.core.live.News;
import atlas.core.live.Subject;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.server.wire.Subscriptions;
import atlas.tools.McpResources;
import atlas.tools.ResourceKind;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Tells clients that a resource changed, whichever process changed it. Opens nothing before the
 * first client subscribes, and listens no longer than one is.
 */
public final class Live implements Subscriptions, AutoCloseable {
  /** How many resources one session may subscribe to. */
  static final int MOST = 100;

  private static final String OURS = "atlas:";

  private final List<ResourceKind> kinds;
  private final McpResources resources;
  private final Watch watch;
  private final Map<String, Subscriber> sessions = new ConcurrentHashMap<>();

  public Live(List<ResourceKind> kinds, McpResources resources, News news) {
    this.kinds = List.copyOf(kinds);
    this.resources = resources;
    this.watch = new Watch(news, sessions.values());
  }

  @Override
  public Mono<JSONRPCResponse> answer(JSONRPCRequest request, Client client) {
    String uri = String.valueOf(((Map<?, ?>) request.params()).get("uri"));
    if (request.method().equals(McpSchema.METHOD_RESOURCES_UNSUBSCRIBE)) {
      return Mono.fromSupplier(() -> unsubscribe(client.session(), uri)).map(done -> ok(request));
    }
    // What is not ours can't change here; a host may subscribe to all it knows of, at all servers.
    if (!uri.startsWith(OURS)) return Mono.just(ok(request));
    return resources
        .subject(
            kinds,
            uri,
            client.begun(),
            client.caller(),
            (caller, subject) -> subscribe(client, caller, uri, subject))
        .map(done -> ok(request))
        .onErrorResume(
            McpError.class,
            refused -> Mono.just(JSONRPCResponse.error(request.id(), refused.getJsonRpcError())));
  }

  @Override
  public void listens(String session) {
    Subscriber subscriber = sessions.get(session);
    if (subscriber != null) subscriber.catchUp();
  }

  @Override
  public void ended(String session) {
    sessions.remove(session);
  }

  private boolean subscribe(Client client, Caller caller, String uri, Subject subject) {
    sessions.compute(
        client.session(),
        (session, known) -> {
          Subscriber subscriber = known == null ? new Subscriber(caller, client) : known;
          if (!subscriber.add(uri, subject, MOST)) throw full();
          return subscriber;
        });
    try {
      watch.begin(caller);
    } catch (RuntimeException failed) {
      unsubscribe(client.session(), uri);
      throw failed;
    }
    return true;
  }

  private static Refusal full() {
    return Refusal.conflict(
        "This session has "
            + MOST
            + " subscriptions, which is the most; unsubscribe from some first.");
  }

  private boolean unsubscribe(String session, String uri) {
    sessions.computeIfPresent(
        session,
        (id, subscriber) -> {
          subscriber.remove(uri);
          return subscriber.size() == 0 ? null : subscriber;
        });
    return true;
  }

  private static JSONRPCResponse ok(JSONRPCRequest request) {
    return JSONRPCResponse.result(request.id(), Map.of());
  }

  @Override
  public void close() {
    watch.close();
  }
}
