package atlas.server.http;

import atlas.model.Fault;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Streamable HTTP: POST takes one message, GET listens, DELETE ends the session. */
final class StreamableEndpoint implements McpStreamableServerTransportProvider {
  static final String PATH = "/mcp";
  static final String SESSION = "Mcp-Session-Id";

  private static final Logger LOG = LoggerFactory.getLogger(StreamableEndpoint.class);
  private static final List<String> VERSIONS =
      List.of(
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  private record Open(Session session, McpStreamableServerSession protocol) {}

  private final Endpoint endpoint;
  private final McpJsonMapper json;
  private final Map<String, Open> sessions = new ConcurrentHashMap<>();
  private McpStreamableServerSession.@Nullable Factory factory;

  StreamableEndpoint(Endpoint endpoint, McpJsonMapper json) {
    this.endpoint = endpoint;
    this.json = json;
    endpoint.pulse().sweep(this::forgetIdle);
  }

  void post(Visit visit, Visitor visitor) {
    Endpoint.requireJson(visit);
    Endpoint.requireAccept(visit, "application/json", "text/event-stream");
    Body.read(
        visit,
        endpoint.maxBodyBytes(),
        body -> take(visit, visitor, endpoint.messages().read(body)));
  }

  private void take(Visit visit, Visitor visitor, JSONRPCMessage message) {
    if (message instanceof JSONRPCRequest request && Endpoint.isInitialize(message)) {
      initialize(visit, visitor, request);
      return;
    }
    Object id = message instanceof JSONRPCRequest request ? request.id() : null;
    Open open;
    try {
      Endpoint.requireVersion(visit, VERSIONS);
      open = session(visit, visitor);
    } catch (Problem problem) {
      throw problem.answering(id);
    }
    if (message instanceof JSONRPCRequest request) {
      call(visit, visitor, open, request);
    } else if (message instanceof JSONRPCNotification notification) {
      notified(visit, visitor, open, notification);
    } else if (message instanceof JSONRPCResponse response) {
      open.session()
          .tell(visitor, open.protocol().accept(response))
          .subscribe(
              nothing -> {},
              unexpected ->
                  visit.attempt(
                      () -> {
                        throw Problem.of(400, "No request with that id waits for an answer.");
                      }),
              () -> visit.done(202));
    }
  }

  private void initialize(Visit visit, Visitor visitor, JSONRPCRequest request) {
    var refused = endpoint.refuse(request);
    if (refused.isPresent()) {
      answer(visit, refused.get());
      return;
    }
    var start =
        factory().startSession(json.convertValue(request.params(), InitializeRequest.class));
    var session = new Session(start.session().getId(), visitor.owner(), endpoint);
    start
        .initResult()
        .subscribe(
            result -> {
              if (sessions.size() >= Endpoint.MAX_SESSIONS) forgetIdlest();
              sessions.put(session.id(), new Open(session, start.session()));
              visit.response().getHeaders().put(SESSION, session.id());
              answer(visit, JSONRPCResponse.result(request.id(), result));
            },
            failure -> answer(visit, Answers.internal(request.id(), Visit.failed(failure))));
  }

  private void call(Visit visit, Visitor visitor, Open open, JSONRPCRequest request) {
    var refused = endpoint.refuse(request);
    if (refused.isPresent()) {
      answer(visit, refused.get());
      return;
    }
    open.session()
        .run(
            request.id(),
            visitor,
            running -> {
              Outlet outlet = endpoint.pulse().outlet(visit, () -> true, () -> {});
              running.onHangUp(outlet::end);
              var reply = new Reply(outlet, request.id(), running, endpoint.answers(), json);
              return endpoint
                  .subscription(request, open.session(), visitor, params -> updated(open, params))
                  .map(answer -> answer.flatMap(reply::sendMessage))
                  .orElseGet(() -> open.protocol().responseStream(reply).handle(request));
            });
  }

  private static Mono<Void> updated(Open open, Map<String, Object> params) {
    return open.protocol()
        .sendNotification(McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED, params);
  }

  private void notified(Visit visit, Visitor visitor, Open open, JSONRPCNotification notification) {
    if (Endpoint.isCancellation(notification)) {
      Endpoint.cancel(open.session(), notification);
    } else {
      open.session()
          .tell(visitor, open.protocol().accept(notification))
          .subscribe(
              nothing -> {},
              failure -> LOG.warn("A notification was not handled: {}", Fault.of(failure)));
    }
    visit.done(202);
  }

  void listen(Visit visit, Visitor visitor) {
    Endpoint.requireAccept(visit, "text/event-stream");
    Endpoint.requireVersion(visit, VERSIONS);
    Open open = session(visit, visitor);
    var stream = new Listening();
    Outlet outlet = endpoint.pulse().outlet(visit, visitor.welcome(), stream::release);
    stream.is(
        open.protocol().listeningStream(new Reply(outlet, null, null, endpoint.answers(), json)));
    // Only now: a client that sees the stream open misses nothing from then on.
    outlet.open();
    if (endpoint.subscriptions() != null) endpoint.subscriptions().listens(open.session().id());
  }

  void delete(Visit visit, Visitor visitor) {
    Endpoint.requireVersion(visit, VERSIONS);
    close(session(visit, visitor)).subscribe();
    visit.done(200);
  }

  private Open session(Visit visit, Visitor visitor) {
    String id = visit.header(SESSION);
    if (id == null || id.isBlank()) {
      throw Problem.of(400, "Send the " + SESSION + " header that initialize was answered with.");
    }
    Open open = sessions.get(id);
    // Somebody else's session looks like one that does not exist.
    if (open == null || !open.session().opensTo(visitor)) {
      throw Problem.of(404, "There is no such session; send initialize to open a new one.");
    }
    return open;
  }

  private void answer(Visit visit, JSONRPCResponse response) {
    try {
      Problem.json(
          visit.response(),
          endpoint.answers().text(response).getBytes(StandardCharsets.UTF_8),
          visit.callback());
    } catch (IOException unwritable) {
      visit.attempt(
          () -> {
            throw Problem.of(500, Visit.failed(unwritable)).answering(response.id());
          });
    }
  }

  private void forgetIdle() {
    long limit = endpoint.timing().idle().toNanos();
    for (Open open : sessions.values()) {
      if (idleNanos(open) > limit) close(open).subscribe();
    }
  }

  private void forgetIdlest() {
    sessions.values().stream()
        .max(Comparator.comparingLong(StreamableEndpoint::idleNanos))
        .ifPresent(open -> close(open).subscribe());
  }

  private static long idleNanos(Open open) {
    return open.protocol().hasOpenStream() ? 0 : open.session().idleNanos();
  }

  private Mono<Void> close(Open open) {
    sessions.remove(open.session().id());
    open.session().end();
    return open.protocol().closeGracefully().onErrorComplete();
  }

  int sessions() {
    return sessions.size();
  }

  private McpStreamableServerSession.Factory factory() {
    if (factory == null) throw new IllegalStateException("Nothing is registered on this transport");
    return factory;
  }

  @Override
  public void setSessionFactory(McpStreamableServerSession.Factory sessionFactory) {
    this.factory = sessionFactory;
  }

  @Override
  public Mono<Void> notifyClients(String method, @Nullable Object params) {
    return Flux.fromIterable(sessions.values())
        .flatMap(open -> open.protocol().sendNotification(method, params).onErrorComplete())
        .then();
  }

  @Override
  public Mono<Void> notifyClient(String sessionId, String method, @Nullable Object params) {
    return Mono.defer(
        () -> {
          Open open = sessions.get(sessionId);
          // A client that does not listen misses the news; that is no failure of ours.
          return open == null
              ? Mono.empty()
              : open.protocol().sendNotification(method, params).onErrorComplete();
        });
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Flux.fromIterable(List.copyOf(sessions.values())).flatMap(this::close).then();
  }

  @Override
  public List<String> protocolVersions() {
    return VERSIONS;
  }

  /** The listening stream of a session, which may end before the SDK has named it. */
  private static final class Listening {
    private boolean over;
    private McpStreamableServerSession.@Nullable McpStreamableServerSessionStream stream;

    synchronized void is(McpStreamableServerSession.McpStreamableServerSessionStream opened) {
      stream = opened;
      if (over) opened.releaseTransport();
    }

    synchronized void release() {
      over = true;
      if (stream != null) stream.releaseTransport();
    }
  }
}
