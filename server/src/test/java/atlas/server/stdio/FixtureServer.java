package atlas.server.stdio;

import atlas.server.wire.Gate;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The child process of these tests: our transport under tools that do everything wrong. */
final class FixtureServer {
  private static final List<String> TOOLS =
      List.of(
          "echo",
          "slow",
          "unserialisable",
          "prints",
          "leaks",
          "throws",
          "empty",
          "nothing",
          "asks_roots",
          "many",
          "linkage");

  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          4,
          task -> {
            var thread = new Thread(task, "tool");
            thread.setDaemon(true);
            return thread;
          });

  private FixtureServer() {}

  public static void main(String[] args) {
    var out = ProtocolStdout.take();
    var provider =
        new StdioTransportProvider(
            McpJsonDefaults.getMapper(),
            System.in,
            out,
            new Gate(TOOLS),
            () -> System.err.println("initialize was answered"));
    new FixtureServer().serve(provider);
    provider.awaitEnd();
    System.err.println("ended");
  }

  private void serve(StdioTransportProvider provider) {
    var server =
        McpServer.async(provider)
            .serverInfo("fixture", "1")
            .requestTimeout(Duration.ofHours(1))
            .validateToolInputs(false)
            .capabilities(
                McpSchema.ServerCapabilities.builder()
                    .tools(false)
                    .resources(true, false)
                    .prompts(false)
                    .completions()
                    .build())
            .rootsChangeHandler(
                (exchange, roots) -> {
                  System.err.println("now the notification's handler fails");
                  throw new IllegalStateException("of its own accord");
                })
            .tools(tools())
            .resources(resources())
            .resourceTemplates(templates())
            .prompts(prompts());
    var unused = server.build();
  }

  private List<AsyncToolSpecification> tools() {
    return List.of(
        tool("echo", arguments -> Mono.just(text(String.valueOf(arguments.get("text"))))),
        tool("slow", arguments -> slow(((Number) arguments.getOrDefault("ms", 1L)).longValue())),
        tool(
            "brief",
            arguments -> slow(((Number) arguments.getOrDefault("ms", 1)).longValue() % 20)),
        tool(
            "unserialisable",
            arguments -> Mono.just(CallToolResult.builder().structuredContent(cyclic()).build())),
        tool(
            "prints",
            arguments -> {
              // The one stray print in the house: it must not reach the client.
              System.out.println("printed by a tool");
              return Mono.just(text("printed"));
            }),
        tool("leaks", arguments -> Mono.error(secret())),
        tool(
            "throws",
            arguments -> {
              throw secret();
            }),
        tool("empty", arguments -> Mono.empty()),
        tool("nothing", arguments -> nothing()),
        AsyncToolSpecification.builder()
            .tool(definition("asks_roots"))
            .callHandler(
                (exchange, request) ->
                    exchange.listRoots().map(roots -> text("roots " + roots.roots().size())))
            .build(),
        AsyncToolSpecification.builder()
            .tool(definition("many"))
            .callHandler(
                (exchange, request) ->
                    Flux.range(1, 50)
                        .flatMap(
                            i ->
                                exchange.loggingNotification(
                                    McpSchema.LoggingMessageNotification.builder(
                                            McpSchema.LoggingLevel.ERROR, "line\nfeed ".repeat(500))
                                        .build()))
                        .then(Mono.just(text("sent"))))
            .build(),
        tool(
            "linkage",
            arguments -> {
              throw new NoClassDefFoundError("java.secret.Thing");
            }));
  }

  private static IllegalStateException secret() {
    return new IllegalStateException("secret jdbc:postgresql://host");
  }

  @SuppressWarnings("NullAway")
  private static Mono<CallToolResult> nothing() {
    return null;
  }

  /** Runs on the executor; a cancellation interrupts it, and says so on standard error. */
  private Mono<CallToolResult> slow(long ms) {
    return Mono.create(
        sink -> {
          Future<?> running =
              executor.submit(
                  () -> {
                    try {
                      System.err.println("slow began");
                      var unused = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
                      sink.success(text("slept " + ms));
                    } catch (InterruptedException stopped) {
                      System.err.println("slow was interrupted");
                      sink.error(stopped);
                    }
                  });
          sink.onCancel(
              () -> {
                System.err.println("slow was cancelled");
                running.cancel(true);
              });
        });
  }

  private static AsyncToolSpecification tool(
      String name, Function<Map<String, Object>, Mono<CallToolResult>> handler) {
    return AsyncToolSpecification.builder()
        .tool(definition(name))
        .callHandler((exchange, request) -> handler.apply(request.arguments()))
        .build();
  }

  private static McpSchema.Tool definition(String name) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", Map.of());
    return McpSchema.Tool.builder(name, schema).description("The tool " + name + ".").build();
  }

  private static CallToolResult text(String text) {
    return CallToolResult.builder().addTextContent(text).build();
  }

  private static List<AsyncResourceSpecification> resources() {
    var resources = new ArrayList<AsyncResourceSpecification>();
    for (int i = 19; i >= 0; i--) {
      String uri = "test://resource-" + (char) ('a' + i);
      resources.add(
          new AsyncResourceSpecification(
              McpSchema.Resource.builder(uri, "resource").build(),
              (exchange, request) ->
                  Mono.just(
                      McpSchema.ReadResourceResult.builder(
                              List.of(
                                  McpSchema.TextResourceContents.builder(uri, "content").build()))
                          .build())));
    }
    return resources;
  }

  private static List<AsyncResourceTemplateSpecification> templates() {
    var templates = new ArrayList<AsyncResourceTemplateSpecification>();
    for (int i = 9; i >= 0; i--) {
      templates.add(
          new AsyncResourceTemplateSpecification(
              McpSchema.ResourceTemplate.builder("tmpl://" + (char) ('a' + i) + "/{id}", "template")
                  .build(),
              (exchange, request) -> Mono.error(secret())));
    }
    return templates;
  }

  private static List<AsyncPromptSpecification> prompts() {
    var prompts = new ArrayList<AsyncPromptSpecification>();
    for (int i = 19; i >= 0; i--) {
      prompts.add(
          new AsyncPromptSpecification(
              McpSchema.Prompt.builder("prompt-" + (char) ('a' + i))
                  .description("A prompt.")
                  .build(),
              (exchange, request) ->
                  Mono.just(McpSchema.GetPromptResult.builder(List.of()).build())));
    }
    return prompts;
  }

  /** Holds itself, so that no JSON can be made of it. */
  private static List<Object> cyclic() {
    var list = new ArrayList<Object>();
    list.add(list);
    return list;
  }

  /** The mapper that both sides of these tests use. */
  static McpJsonMapper mapper() {
    return McpJsonDefaults.getMapper();
  }
}
