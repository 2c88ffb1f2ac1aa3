package atlas.server.conformance;

import atlas.model.Caller;
import atlas.server.http.HttpParts;
import atlas.server.http.HttpServer;
import atlas.server.http.HttpSettings;
import atlas.server.http.Registrar;
import atlas.server.wire.Calls;
import atlas.server.wire.Gate;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServer.AsyncSpecification;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * The conformance suite's tools, resources and prompts on the transport that ATLAS ships. The
 * program takes the port, prints its address on a line of its own, and serves until it is stopped.
 */
final class FixtureServer implements AutoCloseable, Registrar {
  private final HttpServer server;

  FixtureServer(int port) {
    server =
        new HttpServer(
            HttpSettings.local(port),
            new HttpParts(
                this,
                token -> Optional.empty(),
                () -> Caller.of(new UUID(0, 1), "conformance"),
                new Gate(FixtureTools.names()),
                new Calls(),
                () -> true,
                McpJsonDefaults.getMapper(),
                null,
                new FixtureSubscriptions()));
  }

  public static void main(String[] arguments) throws InterruptedException {
    try (var fixture = new FixtureServer(Integer.parseInt(arguments[0]))) {
      fixture.server.start();
      System.out.println(fixture.server.uri());
      new CountDownLatch(1).await();
    }
  }

  @Override
  public McpAsyncServer streamable(McpStreamableServerTransportProvider transport) {
    return describe(McpServer.async(transport)).build();
  }

  @Override
  public McpAsyncServer sse(McpServerTransportProvider transport) {
    return describe(McpServer.async(transport)).build();
  }

  private static AsyncSpecification<?> describe(AsyncSpecification<?> server) {
    return server
        .serverInfo("atlas-conformance", "1")
        .requestTimeout(Duration.ofSeconds(30))
        .validateToolInputs(false)
        .capabilities(
            ServerCapabilities.builder()
                .tools(false)
                .resources(true, false)
                .prompts(false)
                .completions()
                .logging()
                .build())
        .tools(FixtureTools.specifications())
        .resources(FixtureResources.resources())
        .resourceTemplates(FixtureResources.templates())
        .prompts(FixturePrompts.specifications())
        .completions(FixturePrompts.completions());
  }

  @Override
  public void close() {
    server.close();
  }
}
