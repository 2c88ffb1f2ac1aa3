package atlas.server.demo;

import atlas.model.Json;
import atlas.server.EmbeddedLogins;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The main job from start to end: the SDK's own client, a server process as Claude Desktop would
 * start it, an embedded database that is thrown away afterwards, and a sample Jira in this process.
 */
public final class Demo {
  private static final String EMAIL = "ann@harbor.example";
  private static final String TOKEN = "sample-token";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Demo() {}

  /**
   * Plays it.
   *
   * @param keep leaves the sample Jira running until the process is stopped
   * @return 0 when every step did what it should, else 1
   */
  public static int run(PrintWriter out, boolean keep) {
    try (var jira = SampleJira.start(EMAIL, TOKEN)) {
      int code = play(out, jira);
      if (code == 0 && keep) leaveRunning(out, forAClient(environment(jira)));
      return code;
    } finally {
      out.flush();
    }
  }

  private static int play(PrintWriter out, SampleJira jira) {
    Path home = temporaryHome("atlas-demo");
    var transcript = new Transcript(out);
    try (var postgres = new EmbeddedLogins(home)) {
      transcript.title("ATLAS: the main job, with a sample Jira and a database of its own");
      // Here, where nothing is in a hurry: a slow machine may need longer than a call may take.
      var unused = postgres.find();
      transcript.says("A client starts the server, as Claude Desktop would, and asks it things.");
      Map<String, String> environment = environment(jira);
      environment.put("ATLAS_HOME", home.toString());
      environment.put("ATLAS_TOOLS", "get_server_status");
      // The story is that of its calls: no copy in the background comes between them.
      environment.put("ATLAS_SYNC_MINUTES", "0");
      var transport =
          new StdioClientTransport(
              ServerParameters.builder(java()).args(arguments()).env(environment).build(),
              new JacksonMcpJsonMapper(JsonMapper.builder().build()));
      transport.setStdErrorHandler(transcript::fromServer);
      try (McpSyncClient client =
          McpClient.sync(transport)
              .requestTimeout(PATIENCE)
              .initializationTimeout(PATIENCE)
              .clientInfo(McpSchema.Implementation.builder("demo-client", "1").build())
              .build()) {
        transcript.server(client.initialize());
        new Story(client, transcript).play();
        // Waits for the server's end: it still works in the folder that is deleted below.
        client.closeGracefully();
      }
      transcript.end();
      return 0;
    } catch (Unexpected unexpected) {
      transcript.failed(String.valueOf(unexpected.getMessage()));
      return 1;
    } finally {
      delete(home);
    }
  }

  /** A step that did not do what it should. */
  static final class Unexpected extends RuntimeException {
    Unexpected(String what) {
      super(what, null, false, false);
    }
  }

  private static Map<String, String> environment(SampleJira jira) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("ATLAS_USER", "ann");
    environment.put("ATLAS_PROJECT", "harbor-shop");
    environment.put("JIRA_HOST", jira.uri().toString());
    environment.put("JIRA_EMAIL", EMAIL);
    environment.put("JIRA_API_TOKEN", TOKEN);
    return environment;
  }

  /** With every tool, and a home of its own: no issue of the sample's comes among real ones. */
  private static Map<String, String> forAClient(Map<String, String> environment) {
    environment.put("ATLAS_HOME", temporaryHome("atlas-sample").toString());
    environment.put("ATLAS_TOOLSETS", "all");
    environment.put("JIRA_HISTORY_PROJECTS", "HBR,PAY");
    return environment;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> arguments() {
    var arguments = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    arguments.add("-cp");
    arguments.add(System.getProperty("java.class.path"));
    arguments.add("atlas.server.Main");
    return arguments;
  }

  private static void leaveRunning(PrintWriter out, Map<String, String> environment) {
    var server = new LinkedHashMap<String, Object>();
    server.put("type", "stdio");
    server.put("command", System.getProperty("atlas.launcher", "atlas"));
    server.put("args", List.of());
    server.put("env", environment);
    out.println("The sample Jira stays up until you press Ctrl-C, with what you write to it.");
    out.println("An mcp.json that uses it, with a database of its own:");
    out.println();
    out.println(
        Json.MAPPER
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(Map.of("mcpServers", Map.of("atlas", server))));
    out.println();
    out.println("The same for ./atlas in another terminal:");
    out.println();
    environment.forEach((name, value) -> out.println("export " + name + "='" + value + "'"));
    out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path temporaryHome(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // A temporary folder that stays behind is the system's to clean.
      return;
    }
  }
}
