package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A library of scenarios on its way in and out again, by real processes. */
@Timeout(240)
class ImportScenariosTest {
  private static final String CSV =
      """
      ID,Title,Section Hierarchy,Steps (Step),Steps (Expected Result),Type
      C1,Tide chart of the harbour,Maps > Tides,Open it,"High, and low",Other
      ,,,Close it,Gone,
      C2,Pay twice,Shop,,,
      """;

  private final TestDatabase database = TestDatabase.create();
  private @TempDir Path folder;

  @AfterEach
  void close() {
    database.close();
  }

  private record Ended(int exit, List<String> out, List<String> err) {}

  private Ended atlas(String... arguments) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", folder.resolve("home").toString());
    environment.put("ATLAS_TOOLSETS", "all");
    try (var process = Running.atlas(environment, arguments)) {
      int exit = process.end().exit();
      return new Ended(exit, process.out(), process.err().lines().toList());
    }
  }

  @Test
  void aLibraryIsImportedAndProposedFrom() throws IOException {
    Path zipped = folder.resolve("cases.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(CSV.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(atlas("import", "scenarios", zipped.toString(), "--dry-run").out())
        .containsExactly(
            "would add L-1 to L-2 from testrail; 0 changed, 0 the same.", "not kept: Type");
    assertThat(atlas("import", "scenarios", zipped.toString()))
        .isEqualTo(
            new Ended(
                0,
                List.of("added L-1 to L-2 from testrail; 0 changed, 0 the same.", "not kept: Type"),
                List.of()));
    Path later =
        Files.writeString(folder.resolve("later.csv"), CSV.replace("Pay twice", "Pay three times"));
    assertThat(atlas("import", "scenarios", later.toString()).out().get(0))
        .isEqualTo("added nothing from testrail; 1 changed, 1 the same.");
    Ended predicted = atlas("call", "predict_scenarios", "summary=Tide chart is empty", "--json");
    assertThat(predicted).extracting(Ended::exit, Ended::err).containsExactly(0, List.of());
    assertThat(predicted.out())
        .singleElement()
        .asString()
        .contains("Tide chart of the harbour")
        .contains("C1 of the library, in Maps/Tides")
        .contains("\"Open it\",\"Expected: High, and low\",\"Close it\",\"Expected: Gone\"");
    assertThat(atlas("call", "remove_item", "item=L-1").exit()).isZero();
    assertThat(atlas("call", "search_memory", "kind=library", "--json").out().get(0))
        .contains("Pay three times")
        .doesNotContain("Tide");
    assertThat(atlas("import", "scenarios", zipped.toString()).out())
        .contains("  line 2: L-1, which was removed");
    assertThat(atlas("rebuild", "--check").exit()).isZero();
  }

  @Test
  void aFileWithBadLinesAddsNothing() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), CSV + "C1,Again,,,,\n");
    assertThat(atlas("import", "scenarios", bad.toString()))
        .isEqualTo(
            new Ended(
                1,
                List.of(),
                List.of(
                    "line 5 has the key C1 of line 2",
                    "Nothing was added: 1 of the lines are bad.")));
    assertThat(atlas("import", "scenarios").exit()).isEqualTo(2);
  }
}
