package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.model.Json;
import atlas.storage.TestDatabase;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The person's word on an insight, through the SDK's own client and on a terminal. */
@Timeout(180)
class InsightsTest {
  private static final Pattern TOKEN = Pattern.compile("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}");

  private final TestDatabase database = TestDatabase.create();
  private final CommandLine atlas = CommandLine.on(database);
  private final List<ElicitFormRequest> asked = new CopyOnWriteArrayList<>();
  private @TempDir Path home;

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aClientThatCanAskThePersonBringsTheirWord() {
    var answers =
        new java.util.concurrent.ConcurrentLinkedQueue<>(
            List.of(
                new ElicitResult(ElicitResult.Action.DECLINE, null),
                new ElicitResult(ElicitResult.Action.ACCEPT, Map.of("verdict", "perhaps")),
                new ElicitResult(
                    ElicitResult.Action.ACCEPT,
                    Map.of("verdict", "validated", "feedback", "So it is."))));
    try (McpSyncClient client =
        client(
            request -> {
              asked.add(request);
              return answers.remove();
            })) {
      insight(client);
      JsonNode declined = json(review(client, Map.of()));
      assertThat(declined.has("verdict")).isFalse();
      assertThat(declined.path("effects").toString()).contains("would rather not say");
      assertThat(text(review(client, Map.of()))).startsWith("invalid: The client gave no verdict");
      JsonNode said = json(review(client, Map.of("idempotency_key", "once")));
      assertThat(said.path("verdict").asString()).isEqualTo("validated");
      // Nobody is asked the same again.
      assertThat(json(review(client, Map.of("idempotency_key", "once")))).isEqualTo(said);
      assertThat(asked).hasSize(3);
      assertThat(asked.get(0).message())
          .contains("claude wrote of your work (I-1, strength, 80 % sure)", "Patient")
          .contains("- E-1 20", "manual: Paired on payments");
      assertThat(asked.get(0).requestedSchema().toString()).contains("verdict", "feedback");
      assertThat(read(client, "atlas://insight/I-1"))
          .contains("- Verdict: validated", "- Feedback: So it is.", "Paired on payments");
    }
  }

  @Test
  void whatTheClientCannotAskTakesATokenThatOnlyATerminalShows() {
    try (McpSyncClient client = client(null)) {
      insight(client);
      CallToolResult refused =
          review(client, Map.of("verdict", "validated", "feedback", "I am sure of it."));
      assertThat(text(refused)).startsWith("forbidden: Only the person reviews an insight");
      assertThat(text(refused)).contains("atlas insight validate I-1");
      // As an agent's shell would run it.
      var piped = atlas.run("insight", "validate", "I-1");
      assertThat(piped.code()).isEqualTo(1);
      assertThat(piped.err()).startsWith("atlas: forbidden: This is for the person alone");
      assertThat(TOKEN.matcher(piped.out() + piped.err()).find()).isFalse();
      assertThat(atlas.run("insight", "list").out())
          .containsPattern("I-1 +80 % +strength +Patient");
      String shown = onATerminal("insight", "validate", "I-1");
      assertThat(shown).contains("Patient", "manual: Paired on payments", "give your agent");
      Matcher token = TOKEN.matcher(shown);
      assertThat(token.find()).as(shown).isTrue();
      var word = Map.<String, Object>of("verdict", "validated", "token", token.group());
      assertThat(json(review(client, word)).path("verdict").asString()).isEqualTo("validated");
      assertThat(text(review(client, word))).startsWith("forbidden: That token is not");
      assertThat(atlas.run("insight", "list").out()).isEqualTo("No insight waits for your word.\n");
    }
  }

  @Test
  void aCallThatIsCancelledWhileThePersonIsAskedEndsWithoutAWord() {
    try (McpSyncClient client = client(null)) {
      insight(client);
    }
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_TOOLSETS", "evidence");
    try (Running server = Running.atlas(environment)) {
      server.send(
          """
          {"jsonrpc":"2.0","id":100,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
          "capabilities":{"elicitation":{}},"clientInfo":{"name":"test","version":"1"}}}""");
      server.answer(100);
      server.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
      server.call(101, "review_insight", Map.of("insight", "I-1"));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> String.join("\n", server.out()).contains("elicitation/create"));
      server.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":101}}");
      String question =
          server.out().stream().filter(l -> l.contains("elicitation/create")).findFirst().get();
      String id = Json.MAPPER.readTree(question).path("id").toString();
      // Too late.
      server.send(
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + id
              + ",\"result\":{\"action\":\"accept\",\"content\":{\"verdict\":\"validated\"}}}");
      server.request(102, "ping").line(102);
      server.end();
      assertThat(server.exit()).isZero();
      assertThat(server.answered(101)).isFalse();
    }
    assertThat(atlas.run("insight", "list").out()).contains("I-1");
  }

  @Test
  void aReviewIsWrittenAsMarkdownAndAsAPage() throws IOException {
    try (McpSyncClient client = client(null)) {
      insight(client);
    }
    String from = LocalDate.now(ZoneOffset.UTC).minusDays(30).toString();
    Path markdown = home.resolve("review.md");
    Path page = home.resolve("review.html");
    var written =
        atlas.run("review", "--from", from, "--out", markdown.toString(), "--out", page + "");
    assertThat(written.err()).isEmpty();
    assertThat(written.out()).contains("wrote " + markdown, "1 pieces of evidence");
    assertThat(Files.readString(markdown))
        .startsWith("# Review of ann, " + from + " to ")
        .contains("**Patient** (I-1, not validated yet, 80 % sure): It shows. — E-1");
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("<svg ", "Patient");
    for (Path file : List.of(markdown, page)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
    atlas.run("review", "--out", page.toString());
    assertThat(Files.getPosixFilePermissions(page))
        .as("also one that others could read")
        .doesNotContain(PosixFilePermission.OTHERS_READ);
    assertThat(atlas.run("review", "--from", from, "--audience", "manager").out())
        .contains("Paired on payments")
        .doesNotContain("Patient");
    assertThat(atlas.run("review", "--out", "review.pdf").err())
        .isEqualTo("atlas: invalid: --out is a file that ends in .md or .html.\n");
    assertThat(atlas.run("review", "--from", "yesterday").err()).contains("--from is a day");
  }

  private void insight(McpSyncClient client) {
    json(
        call(
            client,
            "add_evidence",
            Map.of("title", "Paired on payments", "content", "Three afternoons.")));
    JsonNode saved =
        json(
            call(
                client,
                "save_insight",
                Map.of(
                    "type",
                    "strength",
                    "title",
                    "Patient",
                    "content",
                    "It shows.",
                    "confidence",
                    0.8,
                    "evidence",
                    List.of("E-1"))));
    assertThat(saved.path("insight").asString()).isEqualTo("I-1");
  }

  private static CallToolResult review(McpSyncClient client, Map<String, Object> more) {
    var arguments = new HashMap<>(more);
    arguments.put("insight", "I-1");
    return call(client, "review_insight", arguments);
  }

  private static CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  private static JsonNode json(CallToolResult result) {
    assertThat(result.isError()).as(String.valueOf(result.content())).isFalse();
    return Json.MAPPER.valueToTree(result.structuredContent());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().get(0)).text();
  }

  private static String read(McpSyncClient client, String uri) {
    var read = client.readResource(McpSchema.ReadResourceRequest.builder(uri).build());
    return ((McpSchema.TextResourceContents) read.contents().get(0)).text();
  }

  /** What a command says to a person who sits at a terminal. */
  private String onATerminal(String... arguments) {
    String command =
        "java -XX:TieredStopAtLevel=1 atlas.server.Main " + String.join(" ", arguments);
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    environment.put(
        "PATH",
        Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv().get("PATH"));
    try (Running terminal =
        Running.command(
            home.toFile(), environment, List.of("script", "-qec", command, "/dev/null"))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> String.join("\n", terminal.out()).contains("with that word"));
      return String.join("\n", terminal.out());
    }
  }

  /**
   * A client of a server that is a process of its own.
   *
   * @param person who answers what the client asks; null where it can't ask
   */
  private McpSyncClient client(@Nullable Function<ElicitFormRequest, ElicitResult> person) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_TOOLSETS", "evidence");
    var parameters =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "atlas.server.Main")
            .env(environment)
            .build();
    var transport = new StdioClientTransport(parameters, McpJsonDefaults.getMapper());
    transport.setStdErrorHandler(line -> {});
    var spec =
        McpClient.sync(transport)
            .clientInfo(McpSchema.Implementation.builder("claude", "1").build())
            .requestTimeout(Duration.ofSeconds(60))
            .initializationTimeout(Duration.ofSeconds(60));
    if (person != null) {
      spec.capabilities(ClientCapabilities.builder().elicitation().build()).elicitation(person);
    }
    McpSyncClient client = spec.build();
    client.initialize();
    return client;
  }
}
