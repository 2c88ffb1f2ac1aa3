package atlas.server.http;

import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.server.wire.CallerKey;
import atlas.server.wire.Calls;
import atlas.server.wire.Gate;
import atlas.server.wire.Subscriptions;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A server with tools that behave well, slowly and badly, and two users with a token each. */
final class Fixture implements AutoCloseable, Registrar {
  static final UUID ANNA = UUID.fromString("00000000-0000-7000-8000-00000000000a");
  static final UUID BERT = UUID.fromString("00000000-0000-7000-8000-00000000000b");
  static final UUID LOCAL = UUID.fromString("00000000-0000-7000-8000-0000000000ff");
  static final String SECRET =
      "jdbc:postgresql://db.internal/atlas at org.postgresql.Driver java.sql.SQLException";
  static final Timing QUICK =
      new Timing(Duration.ofMillis(50), Duration.ofHours(1), Duration.ofSeconds(3));

  final Map<String, UUID> tokens =
      new ConcurrentHashMap<>(Map.of("anna-token", ANNA, "bert-token", BERT));
  final Calls calls = new Calls();
  final Map<String, Subscriptions.Client> clients = new ConcurrentHashMap<>();
  final AtomicInteger slowRunning = new AtomicInteger();
  final AtomicInteger slowCancelled = new AtomicInteger();
  volatile boolean ready = true;
  volatile boolean databaseUp = true;
  volatile boolean tokensUp = true;
  final CountDownLatch release = new CountDownLatch(1);
  final HttpServer server;
  private final ExecutorService executor = Executors.newFixedThreadPool(8);

  private Fixture(HttpSettings settings, Timing timing) {
    var names =
        List.of(
            "echo",
            "slow",
            "boom",
            "whoami",
            "nothing",
            "unwritable",
            "progress",
            "roots",
            "stuck");
    server =
        new HttpServer(
            settings,
            new HttpParts(
                this,
                this::userOf,
                this::localUser,
                new Gate(names),
                calls,
                this::isReady,
                McpJsonDefaults.getMapper(),
                null,
                new Kept()),
            timing);
    server.start();
  }

  static Fixture local() {
    return with(HttpSettings.local(0), QUICK);
  }

  static Fixture with(HttpSettings settings, Timing timing) {
    return new Fixture(settings, timing);
  }

  private Optional<Caller> userOf(String token) {
    if (!tokensUp) throw Refusal.unavailable("The database is not up; run atlas doctor.");
    return Optional.ofNullable(tokens.get(token)).map(Fixture::agentOf);
  }

  private static Caller agentOf(UUID user) {
    return new Caller(user, "agent", Set.of(Scope.READ), atlas.model.Call.plain());
  }

  private Caller localUser() {
    if (!databaseUp) throw Refusal.unavailable("The database is not up; run atlas doctor.");
    return Caller.of(LOCAL, "local");
  }

  private boolean isReady() {
    if (!databaseUp) throw new IllegalStateException(SECRET);
    return ready;
  }

  @Override
  public McpAsyncServer streamable(McpStreamableServerTransportProvider transport) {
    return McpServer.async(transport)
        .serverInfo("fixture", "1")
        .requestTimeout(Duration.ofSeconds(10))
        .capabilities(capabilities())
        .tools(tools())
        .resources(resources())
        .prompts(prompts())
        .build();
  }

  @Override
  public McpAsyncServer sse(McpServerTransportProvider transport) {
    return McpServer.async(transport)
        .serverInfo("fixture", "1")
        .capabilities(capabilities())
        .tools(tools())
        .resources(resources())
        .prompts(prompts())
        .build();
  }

  private static McpSchema.ServerCapabilities capabilities() {
    return McpSchema.ServerCapabilities.builder()
        .tools(true)
        .resources(true, true)
        .prompts(true)
        .build();
  }

  private List<AsyncToolSpecification> tools() {
    return List.of(
        tool("echo", (exchange, text) -> Mono.just(text)),
        tool("slow", (exchange, text) -> slow(exchange)),
        tool(
            "boom",
            (exchange, text) -> {
              throw new IllegalStateException(SECRET);
            }),
        tool(
            "whoami",
            (exchange, text) ->
                Mono.fromSupplier(
                    () -> CallerKey.caller(exchange.transportContext()).userId().toString())),
        tool("nothing", (exchange, text) -> Mono.empty()),
        tool(
            "unwritable",
            (exchange, text) -> Mono.just(CallToolResult.builder().build()),
            new Unwritable()),
        tool(
            "progress",
            (exchange, text) ->
                exchange
                    .progressNotification(
                        new McpSchema.ProgressNotification("p", 1.0, 2.0, "half", null))
                    .thenReturn("done")),
        tool("stuck", (exchange, text) -> Mono.never().doOnCancel(slowCancelled::incrementAndGet)),
        tool("roots", (exchange, text) -> exchange.listRoots().map(r -> r.roots().toString())));
  }

  private Mono<String> slow(McpAsyncServerExchange exchange) {
    return Mono.<String>create(
        sink ->
            executor.execute(
                () -> {
                  var stopped = new CountDownLatch(1);
                  Object id = CallerKey.request(exchange.transportContext());
                  try (var registered =
                      calls.register(
                          exchange.sessionId(),
                          java.util.Objects.requireNonNull(id),
                          stopped::countDown)) {
                    slowRunning.incrementAndGet();
                    while (release.getCount() > 0) {
                      if (stopped.await(5, TimeUnit.MILLISECONDS)) {
                        slowCancelled.incrementAndGet();
                        break;
                      }
                    }
                    sink.success("late");
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    slowRunning.decrementAndGet();
                  }
                }));
  }

  private interface Handler {
    Mono<?> call(McpAsyncServerExchange exchange, String text);
  }

  private static AsyncToolSpecification tool(String name, Handler handler) {
    return tool(name, handler, null);
  }

  private static AsyncToolSpecification tool(
      String name, Handler handler, @Nullable Object structured) {
    return AsyncToolSpecification.builder()
        .tool(Tool.builder(name, Map.of("type", "object")).description("Test tool " + name).build())
        .callHandler(
            (exchange, request) ->
                handler
                    .call(exchange, String.valueOf(request.arguments().get("text")))
                    .map(text -> result(text.toString(), structured)))
        .build();
  }

  private static CallToolResult result(String text, @Nullable Object structured) {
    var result = CallToolResult.builder().addTextContent(text);
    return structured == null ? result.build() : result.structuredContent(structured).build();
  }

  /** Fails while it is written. */
  public static final class Unwritable {
    public String getText() {
      throw new IllegalStateException(SECRET);
    }
  }

  /** Subscriptions that are taken as they come. */
  private final class Kept implements Subscriptions {
    @Override
    public Mono<JSONRPCResponse> answer(JSONRPCRequest request, Client client) {
      clients.put(client.session(), client);
      return Mono.just(JSONRPCResponse.result(request.id(), Map.of()));
    }

    @Override
    public void listens(String session) {}

    @Override
    public void ended(String session) {
      clients.remove(session);
    }
  }

  private static List<AsyncResourceSpecification> resources() {
    return IntStream.range(0, 20)
        .mapToObj(
            n ->
                new AsyncResourceSpecification(
                    McpSchema.Resource.builder("atlas://thing/%02d".formatted(n), "thing " + n)
                        .build(),
                    (exchange, request) -> Mono.error(new IllegalStateException(SECRET))))
        .toList();
  }

  private static List<AsyncPromptSpecification> prompts() {
    return IntStream.range(0, 20)
        .mapToObj(
            n ->
                new AsyncPromptSpecification(
                    McpSchema.Prompt.builder("prompt_%02d".formatted(n)).description("d").build(),
                    (exchange, request) -> Mono.error(new IllegalStateException(SECRET))))
        .toList();
  }

  @Override
  public void close() {
    release.countDown();
    server.close();
    executor.shutdownNow();
  }
}
