package atlas.server.http;

import atlas.model.Fault;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * HTTP+SSE, the transport of 2024: one stream for everything that goes out, and a second address
 * that takes what comes in.
 */
final class SseEndpoint implements McpServerTransportProvider {
  static final String STREAM_PATH = "/sse";
  static final String MESSAGE_PATH = "/mcp/message";

  private static final Logger LOG = LoggerFactory.getLogger(SseEndpoint.class);
  private static final Pattern SESSION = Pattern.compile("(?:^|&)sessionId=([^&]*)");
  private static final List<String> VERSIONS = List.of(ProtocolVersions.MCP_2024_11_05);
  private static final List<String> HEADER_VERSIONS =
      List.of(
          ProtocolVersions.MCP_2024_11_05,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  private final Endpoint endpoint;
  private final McpJsonMapper json;
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private McpServerSession.@Nullable Factory factory;

  SseEndpoint(Endpoint endpoint, McpJsonMapper json) {
    this.endpoint = endpoint;
    this.json = json;
  }

  void connect(Visit visit, Visitor visitor) {
    Endpoint.requireAccept(visit, "text/event-stream");
    if (connections.size() >= Endpoint.MAX_SESSIONS) {
      throw Problem.of(503, "Too many clients are connected.");
    }
    if (factory == null) throw new IllegalStateException("Nothing is registered on this transport");
    var connection = new Connection();
    Outlet outlet =
        endpoint.pulse().outlet(visit, visitor.welcome(), () -> disconnected(connection));
    connection.open(factory, visitor, outlet);
    outlet.event("endpoint", MESSAGE_PATH + "?sessionId=" + connection.session().id());
  }

  void post(Visit visit, Visitor visitor) {
    Endpoint.requireJson(visit);
    Endpoint.requireVersion(visit, HEADER_VERSIONS);
    Connection connection = connection(visit, visitor);
    Body.read(
        visit,
        endpoint.maxBodyBytes(),
        body -> {
          JSONRPCMessage message = endpoint.messages().read(body);
          connection.take(message, visitor);
          visit.done(202);
        });
  }

  private Connection connection(Visit visit, Visitor visitor) {
    String query = visit.request().getHttpURI().getQuery();
    var sent = SESSION.matcher(query == null ? "" : query);
    if (!sent.find()) {
      throw Problem.of(400, "Send the sessionId that the stream's endpoint event named.");
    }
    Connection connection = connections.get(sent.group(1));
    if (connection == null || !connection.session().opensTo(visitor)) {
      throw Problem.of(404, "There is no such session; connect to " + STREAM_PATH + " again.");
    }
    return connection;
  }

  /** Nobody can get an answer any more, so nothing goes on. */
  private void disconnected(Connection connection) {
    connections.values().remove(connection);
    connection.session().end();
    connection.protocol().closeGracefully().onErrorComplete().subscribe();
  }

  int sessions() {
    return connections.size();
  }

  @Override
  public void setSessionFactory(McpServerSession.Factory sessionFactory) {
    this.factory = sessionFactory;
  }

  @Override
  public Mono<Void> notifyClients(String method, @Nullable Object params) {
    return Flux.fromIterable(connections.values())
        .flatMap(one -> one.protocol().sendNotification(method, params).onErrorComplete())
        .then();
  }

  @Override
  public Mono<Void> notifyClient(String sessionId, String method, @Nullable Object params) {
    return Mono.defer(
        () -> {
          Connection one = connections.get(sessionId);
          return one == null ? Mono.empty() : one.protocol().sendNotification(method, params);
        });
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Flux.fromIterable(List.copyOf(connections.values()))
        .flatMap(
            one -> {
              one.session().end();
              return one.protocol().closeGracefully().onErrorComplete();
            })
        .then();
  }

  @Override
  public List<String> protocolVersions() {
    return VERSIONS;
  }

  private record Parts(Session session, McpServerSession protocol, Outlet outlet) {}

  /** One client's stream and the session on it. */
  private final class Connection implements McpServerTransport {
    private final AtomicReference<@Nullable Parts> parts = new AtomicReference<>();
    private volatile boolean begun;
    private volatile boolean initialized;

    void open(McpServerSession.Factory sessions, Visitor visitor, Outlet outlet) {
      McpServerSession protocol = sessions.create(this);
      var session = new Session(protocol.getId(), visitor.owner(), endpoint);
      parts.set(new Parts(session, protocol, outlet));
      connections.put(session.id(), this);
    }

    private Parts parts() {
      Parts opened = parts.get();
      if (opened == null) throw new IllegalStateException("The connection is not open yet");
      return opened;
    }

    Session session() {
      return parts().session();
    }

    McpServerSession protocol() {
      return parts().protocol();
    }

    void take(JSONRPCMessage message, Visitor visitor) {
      if (message instanceof JSONRPCRequest request) {
        call(request, visitor);
      } else if (message instanceof JSONRPCNotification notification
          && Endpoint.isCancellation(notification)) {
        Endpoint.cancel(session(), notification);
      } else {
        if (message instanceof JSONRPCNotification notification
            && notification.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED)) {
          initialized = true;
        }
        tell(message, visitor);
      }
    }

    private void call(JSONRPCRequest request, Visitor visitor) {
      var refused = endpoint.refuse(request);
      if (refused.isPresent()) {
        send(refused.get());
        return;
      }
      if (Endpoint.isInitialize(request)) {
        begun = true;
      } else if (!begun) {
        send(
            JSONRPCResponse.error(
                request.id(),
                new JSONRPCResponse.JSONRPCError(
                    Problem.INVALID_REQUEST, "Send initialize first.", null)));
        return;
      } else if (!initialized) {
        // The SDK lets a request wait for this notification for ever.
        initialized = true;
        tell(new JSONRPCNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED, null), visitor);
      }
      session().run(request.id(), visitor, running -> work(request, visitor));
    }

    private Mono<Void> work(JSONRPCRequest request, Visitor visitor) {
      return endpoint
          .subscription(
              request,
              session(),
              visitor,
              params ->
                  protocol()
                      .sendNotification(McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED, params))
          .map(answer -> answer.flatMap(this::sendMessage))
          .orElseGet(() -> protocol().handle(request));
    }

    private void tell(JSONRPCMessage message, Visitor visitor) {
      session()
          .tell(visitor, protocol().handle(message))
          .subscribe(
              nothing -> {},
              failure -> LOG.warn("A message was not handled: {}", Fault.of(failure)));
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
      return Mono.fromRunnable(() -> send(message));
    }

    private void send(JSONRPCMessage message) {
      if (message instanceof JSONRPCResponse response && session().cancelled(response.id())) return;
      try {
        parts().outlet().event("message", endpoint.answers().text(message));
      } catch (IOException unwritable) {
        Visit.failed(unwritable);
      }
    }

    @Override
    public Mono<Void> closeGracefully() {
      return Mono.fromRunnable(this::close);
    }

    @Override
    public void close() {
      parts().outlet().end();
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
      return json.convertValue(data, type);
    }
  }
}
