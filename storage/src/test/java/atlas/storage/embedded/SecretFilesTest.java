package atlas.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFilesTest {
  @TempDir Path temp;

  @Test
  void aSecretStaysTheSameAndIsOfThirtyTwoBytes() {
    String secret = new SecretFiles(temp.resolve("secrets")).get("postgres");

    assertThat(secret).matches("[A-Za-z0-9_-]{43}");
    assertThat(new SecretFiles(temp.resolve("secrets")).get("postgres")).isEqualTo(secret);
    assertThat(new SecretFiles(temp.resolve("secrets")).get("owner")).isNotEqualTo(secret);
  }

  @Test
  void onlyTheOwnerCanRead() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("open"));
    Homes.open(directory);
    new SecretFiles(directory).get("postgres");

    assertThat(mode(directory)).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("postgres"))).isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining("glob:**.draft*");
  }

  @Test
  void everybodyWhoRacesSeesTheSameSecret() throws Exception {
    var threads = Executors.newFixedThreadPool(16);
    try {
      for (int round = 0; round < 20; round++) {
        Path directory = temp.resolve("race-" + round);
        List<Callable<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 16; i++) tasks.add(() -> new SecretFiles(directory).get("postgres"));
        List<String> seen = new ArrayList<>();
        for (Future<String> secret : threads.invokeAll(tasks)) seen.add(secret.get());
        assertThat(seen).containsOnly(seen.get(0));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsRefusedWithAWayOut() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));

    assertThatThrownBy(() -> new SecretFiles(file).get("postgres"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("belongs to the user who runs ATLAS");
    assertThatThrownBy(() -> new SecretFiles(temp).get("../postgres"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    Files.createFile(temp.resolve("postgres"));

    assertThatThrownBy(() -> new SecretFiles(temp).get("postgres"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("not empty");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
