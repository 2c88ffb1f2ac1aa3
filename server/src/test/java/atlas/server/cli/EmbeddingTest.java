package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.storage.TestDatabase;
import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(Lifecycle.PER_CLASS)
class EmbeddingTest {
  private static final String KEY = "sk-hush";
  private static final String MODEL = "all-minilm-l6-v2-q.onnx";

  private final TestDatabase database = TestDatabase.create();

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void doctorHasTheModelReadAWordAndItsFolderIsPrivate(@TempDir Path home) throws IOException {
    var ended = doctor(home);
    assertThat(ended.out())
        .contains("ok     meaning   all-minilm-l6-v2-q, 384 numbers, in this process");
    assertThat(ended.code()).isZero();
    Path models = home.resolve("models");
    if (Folders.posix()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(models)))
          .isEqualTo("rwx------");
    }
    try (var files = Files.list(models)) {
      // Its native library too, unless another test of this process has loaded it.
      assertThat(files).extracting(file -> file.getFileName().toString()).contains(MODEL);
    }
  }

  @Test
  void whatIsSwitchedOffIsNotLoaded(@TempDir Path home) {
    var ended = doctor(home, "ATLAS_EMBEDDING", "off");
    assertThat(ended.out()).contains("off    meaning");
    assertThat(ended.code()).isZero();
    assertThat(home.resolve("models")).doesNotExist();
  }

  @Test
  void anEndpointThatIsNotThereIsWrongAndItsKeyIsNotTold(@TempDir Path home) throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var ended =
        doctor(
            home,
            "ATLAS_EMBEDDING_URL",
            "http://127.0.0.1:" + port + "/v1",
            "ATLAS_EMBEDDING_KEY",
            KEY,
            "ATLAS_EMBEDDING_MODEL",
            "small",
            "ATLAS_EMBEDDING_DIMENSION",
            "8");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).contains("WRONG  meaning", "The embedding endpoint");
    assertThat(ended.out() + ended.err()).doesNotContain(KEY, "\tat ");
    assertThat(home.resolve("models")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "http://example.com/v1 | small | 8 | plain http is for this machine alone",
        "https://u:p@example.com/v1 | small | 8 | ATLAS_EMBEDDING_URL",
        "example.com | small | 8 | ATLAS_EMBEDDING_URL",
        "https://example.com/v1 | - | 8 | ATLAS_EMBEDDING_MODEL",
        "https://example.com/v1 | small | - | ATLAS_EMBEDDING_DIMENSION",
        "https://example.com/v1 | small | none | 1 to 8192",
        "https://example.com/v1 | small | 9000 | 1 to 8192",
        "- | small | - | set ATLAS_EMBEDDING_URL too",
      })
  void whatDoesNotFitTogetherIsRefused(
      String url, String model, String dimension, String told, @TempDir Path home) {
    var environment = CommandLine.environment(database);
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_EMBEDDING_KEY", KEY);
    if (url != null) environment.put("ATLAS_EMBEDDING_URL", url);
    if (model != null) environment.put("ATLAS_EMBEDDING_MODEL", model);
    if (dimension != null) environment.put("ATLAS_EMBEDDING_DIMENSION", dimension);
    var ended = new CommandLine(environment).run("doctor");
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains(told);
    assertThat(ended.out() + ended.err()).doesNotContain(KEY, "\tat ");
  }

  private CommandLine.Ended doctor(Path home, String... settings) {
    var environment = CommandLine.environment(database);
    environment.put("ATLAS_HOME", home.toString());
    for (int i = 0; i < settings.length; i += 2) environment.put(settings[i], settings[i + 1]);
    return new CommandLine(environment).run("doctor");
  }
}
