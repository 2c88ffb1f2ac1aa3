package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What was learned, from the terminal, and what the doctor makes of a neural backend. */
class LearningCommandsTest {
  private final TestDatabase database = TestDatabase.create();
  private final CommandLine atlas = CommandLine.on(database);
  private @TempDir Path folder;

  @BeforeEach
  void aTicketIsThere() throws IOException {
    Path tickets = folder.resolve("tickets.jsonl");
    Files.writeString(
        tickets,
        """
        {"key":"HBR-1","summary":"Invoice total","type":"Bug","components":["Payment"]}
        {"key":"HBR-2","summary":"Refunds","type":"Bug","components":["Payment"]}
        """);
    assertThat(atlas.run("import", "--kind", "tickets", tickets.toString()).err()).isEmpty();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void patternsAreListedAndRetired() {
    assertThat(atlas.run("patterns", "list").out())
        .isEqualTo("Nothing was learned yet: end a session first.\n");
    session("HBR-1");
    session("HBR-2");
    String list = atlas.run("patterns", "list").out();
    assertThat(list)
        .containsPattern("K-1 +46 % +bug_pattern +Pay with an expired card\n")
        .containsPattern(" Payment, Bug: found a bug in 2 of 2 runs on 2 issues, 7 min, last 20");
    assertThat(atlas.run("patterns", "retire", "K-1", "--reason", "Cards are gone").out())
        .isEqualTo("retired K-1: Pay with an expired card\n");
    assertThat(atlas.run("patterns", "list").out()).doesNotContain("K-1");
    assertThat(atlas.run("patterns", "list", "--all").out()).contains("K-1", ", retired");
    var none = atlas.run("patterns", "retire", "K-9");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).isEqualTo("atlas: not_found: There is no pattern K-9 of yours.\n");
  }

  @Test
  void thePatternsOfWhatWasPredictedHaveItsSteps() {
    call("predict_scenarios", "ticket_key=HBR-1", "top_k:=1");
    call("start_session", "ticket_key=HBR-1");
    call("log_scenario", "scenario=Follow the report", "result=failed", "prediction=P-1");
    call("end_session", "outcome=failed");
    assertThat(atlas.run("patterns", "list").out()).containsPattern("\n       steps: [^;]+; .+\n");
  }

  @Test
  void whatIsToBeLearnedFromIsExportedALineARow() throws IOException {
    session("HBR-1");
    String line = atlas.run("train", "export").out().strip();
    JsonNode row = Json.MAPPER.readTree(line);
    assertThat(row.path("scenario").asString()).isEqualTo("Pay with an expired card");
    assertThat(row.path("features").path("summary").asString()).isEqualTo("Invoice total");
    assertThat(row.path("outcome").path("found_bug").asBoolean()).isTrue();
    Path file = folder.resolve("rows.jsonl");
    assertThat(atlas.run("train", "export", "--out", file.toString()).out())
        .isEqualTo("exported 1 scenario to " + file + "\n");
    assertThat(Files.readString(file)).isEqualTo(line + "\n");
    Path nowhere = folder.resolve("none").resolve("rows.jsonl");
    assertThat(atlas.run("train", "export", "--out", nowhere.toString()).err())
        .startsWith("atlas: invalid: The file can't be written: ");
  }

  @Test
  void theDoctorAsksTheNeuralBackendAndNeverTellsTheKey() throws IOException {
    assertThat(atlas.run("doctor").out()).containsPattern("off +neural +Set FLOW_NEXUS_API_KEY");
    try (var server = new MockWebServer()) {
      server.start();
      var environment = new HashMap<>(CommandLine.environment(database));
      environment.put("FLOW_NEXUS_API_KEY", "fn-secret");
      environment.put("FLOW_NEXUS_URL", server.url("/v1").toString());
      environment.put("FLOW_NEXUS_MODEL", "own-model");
      server.enqueue(
          new MockResponse.Builder()
              .addHeader("Content-Type", "application/json")
              .body("{\"predictions\":[{\"scenario\":\"Pay\",\"confidence\":0.5}]}")
              .build());
      assertThat(new CommandLine(environment).run("doctor").out())
          .containsPattern("ok +neural +Flow-Nexus answers as own-model\n")
          .doesNotContain("fn-secret");
      server.enqueue(new MockResponse.Builder().code(401).build());
      var wrong = new CommandLine(environment).run("doctor");
      assertThat(wrong.code()).isEqualTo(1);
      assertThat(wrong.out()).containsPattern("WRONG +neural +Flow-Nexus does not accept the key");
    }
  }

  @Test
  void whatCannotBeAnAddressIsRefusedAtTheStartWithoutTheKey() {
    for (String url : new String[] {"http://nexus.example.com/v1", "not an address"}) {
      var environment = new HashMap<>(CommandLine.environment(database));
      environment.put("FLOW_NEXUS_API_KEY", "fn-secret");
      environment.put("FLOW_NEXUS_URL", url);
      var ended = new CommandLine(environment).run("doctor");
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains("FLOW_NEXUS_URL must be an https address");
      assertThat(ended.err()).doesNotContain("fn-secret");
    }
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("FLOW_NEXUS_API_KEY", "fn-secret");
    environment.put("FLOW_NEXUS_TRAIN_PATH", "https://elsewhere.example.com/train");
    assertThat(new CommandLine(environment).run("doctor").err())
        .contains("FLOW_NEXUS_TRAIN_PATH is a path below FLOW_NEXUS_URL");
  }

  private void session(String key) {
    call("start_session", "ticket_key=" + key);
    call("log_scenario", "scenario=Pay with an expired card", "result=failed", "minutes:=7");
    call("end_session", "outcome=failed");
  }

  private void call(String... arguments) {
    var words = new String[arguments.length + 1];
    words[0] = "call";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    assertThat(atlas.run(words).err()).isEmpty();
  }
}
