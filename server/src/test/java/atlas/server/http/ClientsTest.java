package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SDK's own clients against our server, over both transports. */
@Timeout(120)
final class ClientsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  enum Kind {
    STREAMABLE,
    SSE
  }

  private final Fixture fixture = Fixture.local();

  @AfterEach
  void close() {
    fixture.close();
  }

  private McpClientTransport transport(Kind kind, String token) {
    URI uri = fixture.server.uri();
    String base = "http://" + uri.getAuthority();
    return kind == Kind.STREAMABLE
        ? HttpClientStreamableHttpTransport.builder(base)
            .httpRequestCustomizer(
                (request, method, at, body, context) ->
                    request.header("Authorization", "Bearer " + token))
            .build()
        : HttpClientSseClientTransport.builder(base)
            .httpRequestCustomizer(
                (request, method, at, body, context) ->
                    request.header("Authorization", "Bearer " + token))
            .build();
  }

  private McpSyncClient client(Kind kind, String token) {
    McpSyncClient client =
        McpClient.sync(transport(kind, token)).requestTimeout(Duration.ofSeconds(20)).build();
    client.initialize();
    return client;
  }

  private static String call(McpSyncClient client, String tool, String text) {
    var result =
        client.callTool(CallToolRequest.builder(tool).arguments(Map.of("text", text)).build());
    return ((TextContent) result.content().get(0)).text();
  }

  @ParameterizedTest
  @EnumSource
  void aClientListsAndCallsAndLeaves(Kind kind) {
    McpSyncClient client = client(kind, "anna-token");

    assertThat(client.listTools().tools()).hasSize(9);
    assertThat(client.listResources().resources()).hasSize(20);
    assertThat(call(client, "echo", "grüße €")).isEqualTo("grüße €");
    assertThat(call(client, "whoami", "")).isEqualTo(Fixture.ANNA.toString());
    client.ping();
    client.closeGracefully();

    await().atMost(SOON).until(() -> fixture.server.sessions() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void aClientSubscribesHearsAndIsForgottenWhenItHasGone(Kind kind) {
    List<String> heard = new CopyOnWriteArrayList<>();
    McpSyncClient client =
        McpClient.sync(transport(kind, "anna-token"))
            .requestTimeout(Duration.ofSeconds(20))
            .resourcesUpdateConsumer(contents -> {})
            .build();
    client.initialize();
    client.subscribeResource(new McpSchema.SubscribeRequest("atlas://thing/01"));
    assertThat(fixture.clients).hasSize(1);
    var subscriber = fixture.clients.values().iterator().next();
    assertThat(subscriber.caller().get().userId()).isEqualTo(Fixture.ANNA);
    // An error where nobody listens: then it is kept for later.
    await()
        .atMost(SOON)
        .until(
            () -> {
              subscriber
                  .tell()
                  .apply("atlas://thing/01")
                  .doOnSuccess(done -> heard.add("told"))
                  .onErrorComplete()
                  .block(SOON);
              return !heard.isEmpty();
            });
    client.closeGracefully();
    await().atMost(SOON).until(() -> fixture.clients.isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void aFailureReachesTheClientWithoutItsWords(Kind kind) {
    McpSyncClient client = client(kind, "bert-token");

    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> call(client, "boom", "")))
        .hasMessageContaining("Reference")
        .hasMessageNotContaining("jdbc");
    assertThat(call(client, "echo", "still here")).isEqualTo("still here");
    client.close();
  }

  @ParameterizedTest
  @EnumSource
  void theServerCanAskAndReport(Kind kind) {
    List<String> progress = new CopyOnWriteArrayList<>();
    try (McpSyncClient client =
        McpClient.sync(transport(kind, "anna-token"))
            .capabilities(McpSchema.ClientCapabilities.builder().roots(true).build())
            .roots(new McpSchema.Root("file:///home/anna/atlas", "atlas"))
            .progressConsumer(p -> progress.add(String.valueOf(p.message())))
            .build()) {
      client.initialize();

      assertThat(call(client, "roots", "")).contains("file:///home/anna/atlas");
      assertThat(call(client, "progress", "")).isEqualTo("done");
      await().atMost(SOON).until(() -> progress.equals(List.of("half")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void fiftyClientsWorkAtOnce(Kind kind) throws Exception {
    ExecutorService people = Executors.newFixedThreadPool(50);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      for (int person = 0; person < 50; person++) {
        String token = person % 2 == 0 ? "anna-token" : "bert-token";
        String user = (person % 2 == 0 ? Fixture.ANNA : Fixture.BERT).toString();
        String name = "person " + person;
        done.add(
            people.submit(
                () -> {
                  McpSyncClient client = client(kind, token);
                  int right = 0;
                  for (int i = 0; i < 10; i++) {
                    if (call(client, "echo", name + i).equals(name + i)) right++;
                    if (call(client, "whoami", "").equals(user)) right++;
                  }
                  client.closeGracefully();
                  return right;
                }));
      }
      for (Future<Integer> one : done) assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(20);
    } finally {
      people.shutdownNow();
    }
    await().atMost(SOON).until(() -> fixture.server.sessions() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatLeavesStopsWhatItStarted(Kind kind) {
    McpSyncClient client = client(kind, "anna-token");
    var call = CompletableFuture.supplyAsync(() -> call(client, "slow", ""));
    await().atMost(SOON).until(() -> fixture.slowRunning.get() == 1);

    client.close();

    await().atMost(SOON).until(() -> fixture.slowCancelled.get() == 1);
    await().atMost(SOON).until(() -> fixture.server.sessions() == 0);
    assertThat(call.handle((text, failure) -> failure == null ? text : "failed").join())
        .isNotEqualTo("late");
  }
}
