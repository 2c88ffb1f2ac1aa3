package atlas.storage.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Migrations;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupFileTest {
  private static final String FILE =
      "files/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  @TempDir static Path folder;

  private final TestDatabase source = TestDatabase.create();
  private Path good = Path.of("");

  @BeforeAll
  void makeOne() throws IOException {
    Caller ann = source.user("ann");
    source
        .admin()
        .useHandle(
            h ->
                h.execute(
                    "insert into projects (user_id, id, name, description)"
                        + " select ?, gen_random_uuid(), n::text, md5(n::text) from generate_series(1, 200) n",
                    ann.userId()));
    Path shelf = Files.createDirectories(folder.resolve("store/9f"));
    // The hash is that of these four letters.
    Files.writeString(shelf.resolve(FILE.substring("files/".length())), "test");
    good = folder.resolve("good.zip");
    new Backup(source.logins().owner(), folder.resolve("store"), "test")
        .write(good, Instant.parse("2026-01-15T12:00:00Z"), Call.plain());
    assertThat(refusal(good)).isNull();
  }

  @AfterAll
  void drop() {
    source.close();
  }

  @Test
  void aFileThatIsCutIsRefusedWhereverThatIs() throws IOException {
    byte[] whole = Files.readAllBytes(good);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 97) {
      assertRefused(write(Arrays.copyOf(whole, length)));
    }
    assertRefused(write(Arrays.copyOf(whole, whole.length - 1)));
  }

  @Test
  void aByteThatChangedIsFoundUnlessNothingDependsOnIt() throws IOException {
    byte[] whole = Files.readAllBytes(good);
    Map<String, byte[]> content = content(good);
    int refused = 0;
    int tried = 0;
    for (int at = 0; at < whole.length; at += 1 + whole.length / 499) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Path file = write(changed);
      tried++;
      if (refusal(file) == null) {
        // A time stamp, a flag: what is restored is the same.
        assertThat(content(file)).usingRecursiveComparison().isEqualTo(content);
      } else {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(tried / 2);
  }

  @Test
  void anEntryThatIsMissingOrMoreIsRefused() throws IOException {
    for (String entry : content(good).keySet()) {
      assertRefused(changed(all -> without(all, entry)));
    }
    assertRefused(changed(all -> with(all, "tables/more.copy", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "files/../../evil",
        "../evil",
        "/etc/evil",
        "files/9f/86",
        "files/9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
        "files/..\\evil"
      })
  void noNameLeadsOutOfTheStore(String name) throws IOException {
    assertRefused(changed(all -> with(without(all, FILE), name, "test")));
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsRefused() throws IOException {
    assertRefused(changed(all -> with(all, FILE, "tset")));
  }

  @Test
  void aNewerOneSaysSo() throws IOException {
    for (String newer :
        new String[] {"\"format\" : 2", "\"schema_version\" : " + (Migrations.NEWEST + 1)}) {
      String field = newer.substring(0, newer.indexOf(':') + 2);
      Refusal no = refusal(manifest(text -> text.replaceFirst(field + "\\d+", newer)));
      assertThat(Objects.requireNonNull(no).sentence())
          .contains("A newer ATLAS made this backup (test", "upgrade it");
    }
  }

  @Test
  void aManifestThatIsNotOursIsRefused() throws IOException {
    for (String text :
        new String[] {"", "{}", "[]", "null", "{\"format\": 1}", "{\"format\": \"x\"}"}) {
      assertRefused(manifest(before -> text));
    }
  }

  @Test
  void otherFilesAreRefusedWithASentence() throws IOException {
    assertRefused(write("-- PostgreSQL database dump".getBytes(StandardCharsets.UTF_8)));
    assertRefused(changed(all -> new LinkedHashMap<>(Map.of("a.txt", new byte[] {1}))));
    assertThat(refusal(folder.resolve("none.zip")))
        .hasMessage("There is no file " + folder.resolve("none.zip") + ".");
    assertThat(refusal(folder)).hasMessage("There is no file " + folder + ".");
  }

  private static void assertRefused(Path file) {
    Refusal no = refusal(file);
    assertThat(no).as(file.toString()).isNotNull();
    assertThat(Objects.requireNonNull(no).sentence()).contains("nothing was restored");
  }

  private static Refusal refusal(Path path) {
    return catchThrowableOfType(
        Refusal.class,
        () -> {
          try (var file = BackupFile.open(path)) {
            file.check(Call.plain());
          }
        });
  }

  private static Map<String, byte[]> content(Path path) throws IOException {
    var content = new LinkedHashMap<String, byte[]>();
    try (var zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : zip.stream().<ZipEntry>map(e -> e).toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          content.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return content;
  }

  private Path manifest(UnaryOperator<String> change) throws IOException {
    return changed(
        all ->
            with(
                all,
                "manifest.json",
                change.apply(new String(all.get("manifest.json"), StandardCharsets.UTF_8))));
  }

  private Path changed(UnaryOperator<Map<String, byte[]>> change) throws IOException {
    Path file = Files.createTempFile(folder, "changed", ".zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : change.apply(content(good)).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static Map<String, byte[]> without(Map<String, byte[]> all, String name) {
    all.remove(name);
    return all;
  }

  private static Map<String, byte[]> with(Map<String, byte[]> all, String name, String content) {
    all.put(name, content.getBytes(StandardCharsets.UTF_8));
    return all;
  }

  private static Path write(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "file", ".zip"), bytes);
  }
}
