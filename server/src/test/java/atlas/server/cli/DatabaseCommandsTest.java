package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.storage.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class DatabaseCommandsTest {
  private final TestDatabase database = TestDatabase.create();

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void doctorIsContentWithAReachableDatabase(@TempDir Path home) {
    var ended = doctor(CommandLine.environment(database), home);
    assertThat(ended.out())
        .contains("ok     database  your own PostgreSQL", "ok     user      ann", "off    jira")
        .doesNotContain("WRONG", "server-secret", "127.0.0.1");
    assertThat(ended.code()).isZero();
  }

  @Test
  void doctorFailsWithoutADatabaseAndKeepsTheSecrets(@TempDir Path home) {
    var environment = new HashMap<String, String>();
    environment.put(
        "ATLAS_DATABASE_URL", "postgresql://ann:hush-hush@127.0.0.1:" + closedPort() + "/atlas");
    environment.put("ATLAS_DATABASE_OWNER_URL", environment.get("ATLAS_DATABASE_URL"));
    var ended = doctor(environment, home);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).contains("WRONG  database", "ATLAS_DATABASE");
    // The person at the terminal is told where it looked; nobody is told the password.
    assertThat(ended.out() + ended.err()).doesNotContain("hush", "\tat ");
  }

  @Test
  void doctorSaysThatAPasswordIsWrongWithoutSayingIt(@TempDir Path home) {
    var environment = CommandLine.environment(database);
    environment.replaceAll((name, value) -> value.replace("server-secret", "hush-hush"));
    var ended = doctor(environment, home);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).contains("WRONG  database", "ATLAS_DATABASE_URL", "password");
    assertThat(ended.out() + ended.err()).doesNotContain("hush");
  }

  @Test
  void dbInitMakesADatabaseThatTheServerUsesAtOnce() {
    String name = "init_" + UUID.randomUUID().toString().substring(0, 8);
    var admin = Map.of("ATLAS_DATABASE_ADMIN_URL", database.adminUrl().withPassword());
    try {
      var first = new CommandLine(admin).run("db", "init", "--database", name);
      assertThat(first.err()).isEmpty();
      assertThat(first.code()).isZero();
      // Again: harmless, and with new passwords.
      var printed = new CommandLine(admin).run("db", "init", "--database", name);
      assertThat(printed.code()).isZero();
      var environment = new HashMap<String, String>();
      printed
          .out()
          .lines()
          .filter(line -> line.startsWith("ATLAS_"))
          .forEach(line -> environment.put(line.split("=", 2)[0], line.split("=", 2)[1]));
      assertThat(environment).containsOnlyKeys("ATLAS_DATABASE_URL", "ATLAS_DATABASE_OWNER_URL");
      environment.put("ATLAS_USER", "ann");
      var call =
          new CommandLine(environment)
              .run(
                  "call",
                  "create_checkpoint",
                  "label=l",
                  "summary=s",
                  "resume_instructions=r",
                  "project=p");
      assertThat(call.err()).isEmpty();
      assertThat(call.code()).isZero();
    } finally {
      database
          .admin()
          .useHandle(
              handle -> {
                handle.execute("drop database if exists " + name + " with (force)");
                handle.execute("drop role if exists " + name + "_owner");
                handle.execute("drop role if exists " + name + "_server");
              });
    }
  }

  @Test
  void dbInitSaysWhatItNeeds() {
    var ended = new CommandLine(Map.of()).run("db", "init");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("ATLAS_DATABASE_ADMIN_URL");
    var wrong =
        new CommandLine(
            Map.of(
                "ATLAS_DATABASE_ADMIN_URL",
                "postgresql://root:hush-hush@127.0.0.1:" + closedPort() + "/postgres"));
    var unreachable = wrong.run("db", "init");
    assertThat(unreachable.code()).isEqualTo(1);
    assertThat(unreachable.err())
        .contains("ATLAS_DATABASE_ADMIN_URL")
        .doesNotContain("hush", "127.0.0.1");
    assertThat(wrong.run("db", "init", "--database", "x; drop").code()).isEqualTo(2);
  }

  private static CommandLine.Ended doctor(Map<String, String> environment, Path home) {
    var more = new HashMap<>(environment);
    more.put("ATLAS_HOME", home.toString());
    return new CommandLine(more).run("doctor");
  }

  static int closedPort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
