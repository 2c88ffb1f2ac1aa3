package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was changed offline, applied from a file; and the weights of the score. */
class OfflineCommandTest {
  private final TestDatabase database = TestDatabase.create();
  private final CommandLine atlas = CommandLine.on(database);
  private @TempDir Path folder;

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aFileIsAppliedOnce() throws IOException {
    Path file = folder.resolve("offline.jsonl");
    Files.writeString(
        file,
        """
        {"operation_id":"1","entity":"action","operation":"insert",
         "values":{"theater":"ibm","title":"Write"}}
        """
                .replace("\n ", "")
            + """
            {"operation_id":"2","entity":"action","operation":"update","id":"op:1","base_version":1,"values":{"gap":3}}
            """);
    var first = atlas.run("offline", "apply", file.toString());
    assertThat(first.err()).isEmpty();
    assertThat(first.out()).isEqualTo("2 applied\n");
    assertThat(atlas.run("offline", "apply", file.toString()).out()).isEqualTo("2 duplicate\n");
    assertThat(atlas.run("call", "get_next_action", "--json").out()).contains("\"considered\":1");
  }

  @Test
  void whatIsNotAppliedIsToldWithBothSides() throws IOException {
    Path file = folder.resolve("offline.jsonl");
    Files.writeString(
        file,
        """
        {"operation_id":"1","entity":"theater","operation":"update","id":"ibm","base_version":9,"values":{"energy":1}}
        {"operation_id":"2","entity":"users","operation":"delete","id":"ann","base_version":1}
        """);
    var ended = atlas.run("offline", "apply", file.toString());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEqualTo("1 conflict, 1 refused\n");
    assertThat(ended.err())
        .contains("change 1 (1) conflict: ibm is at version 1", "yours:   {\"energy\":1}")
        .contains("current: {", "change 2 (2) refused: ");
    Files.writeString(file, "\n");
    assertThat(atlas.run("offline", "apply", file.toString()).out())
        .isEqualTo("The file has no changes.\n");
  }

  @Test
  void weightsThatAreNoneAreRefusedAtTheStart() {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_FOCUS_WEIGHTS", "gap=30,luck=5");
    var ended = new CommandLine(environment).run("doctor");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("ATLAS_FOCUS_WEIGHTS names gap, stale, early, due, energy");
  }
}
