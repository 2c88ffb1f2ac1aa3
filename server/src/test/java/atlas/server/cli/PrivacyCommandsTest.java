package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.integrations.jira.FakeJira;
import atlas.server.EmbeddedLogins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A home that two people share: one takes everything along and goes, and a word that only they
 * wrote is looked for in every column of every table and in every file.
 */
@Timeout(300)
class PrivacyCommandsTest {
  private static final String MARK = "Zwetschgenknoedel";
  private static final String BENS = "Apfelstrudel";

  private final FakeJira jira = FakeJira.dataCenter();
  private final List<Running> joined = new ArrayList<>();
  private @TempDir Path home;
  private @TempDir Path elsewhere;

  @BeforeEach
  void aJira() {
    jira.setClock(Instant.parse("2026-10-01T12:00:00Z"));
    jira.put("HBR-1").summary(MARK + " overflows").assignee(FakeJira.ME, "Ann Ottosen");
  }

  @AfterEach
  void close() {
    leave();
    jira.close();
  }

  /** A client that is always there, so that not every command starts PostgreSQL anew. */
  private void join() {
    if (!joined.isEmpty()) return;
    var environment = environment("host");
    environment.put("ATLAS_SYNC_MINUTES", "0");
    environment.put("ATLAS_BACKUP", "off");
    Running client = Running.atlas(environment).initialized();
    joined.add(client);
    var asked = new AtomicInteger();
    await()
        .atMost(120, TimeUnit.SECONDS)
        .until(
            () -> {
              int id = asked.incrementAndGet();
              client.call(id, "get_server_status", Map.of());
              return client.line(id).contains("\"status\":\"ok\",\"schema_version\"");
            });
  }

  /** The last one out stops PostgreSQL, whose pages are then on the disk. */
  private void leave() {
    for (Running client : joined) {
      assertThat(client.end().exit()).isZero();
      client.close();
    }
    joined.clear();
  }

  private CommandLine as(String user) {
    return new CommandLine(environment(user));
  }

  private Map<String, String> environment(String user) {
    var environment = new HashMap<String, String>();
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_USER", user);
    environment.put("ATLAS_PROJECT", user.equals("ann") ? MARK : BENS);
    environment.put("ATLAS_TOOLSETS", "all");
    environment.put("ATLAS_EMBEDDING", "off");
    return environment;
  }

  private CommandLine.Ended ok(String user, String... arguments) {
    join();
    var ended = as(user).run(arguments);
    assertThat(ended.code()).as(String.join(" ", arguments) + ": " + ended.err()).isZero();
    return ended;
  }

  /** Every kind of thing that the command line can make, with that word in it. */
  private void works(String user, String mark) throws IOException {
    ok("host", "user", "add", user);
    ok(user, "call", "update_preferences", "full_name=" + mark);
    ok(user, "call", "save_task", "title=Paint " + mark, "acceptance_criteria:=[\"" + mark + "\"]");
    ok(
        user,
        "call",
        "create_checkpoint",
        "label=" + mark,
        "summary=" + mark,
        "resume_instructions=" + mark);
    ok(
        user,
        "call",
        "record_decision",
        "title=" + mark,
        "options:=[\"" + mark + "\",\"b\"]",
        "choice=" + mark,
        "rationale=" + mark);
    ok(
        user,
        "call",
        "remember",
        "type=context",
        "key=" + mark,
        "value=" + mark,
        "idempotency_key=" + mark);
    ok(user, "call", "add_artifact", "task=T-1", "type=pr", "ref=" + mark, "summary=" + mark);
    ok(user, "token", "create", "--label", mark, "--scope", "read");
    Path token = Files.writeString(elsewhere.resolve("token"), "s3cret-pat");
    ok(
        user,
        "account",
        "add",
        "jira",
        "--user",
        user,
        "--host",
        jira.uri().toString(),
        "--token-file",
        token.toString());
    Path other = Files.writeString(elsewhere.resolve("other"), "s3cret-gitlab-of-" + user);
    ok(
        user,
        "account",
        "add",
        "gitlab",
        "--user",
        user,
        "--host",
        jira.uri().toString(),
        "--token-file",
        other.toString());
    ok(user, "account", "webhook", user + "-hook");
    Path proof = Files.writeString(elsewhere.resolve("proof.txt"), "Painted " + mark);
    ok(
        user,
        "call",
        "add_evidence",
        "title=" + mark,
        "content=" + mark,
        "attachments:=[\"" + proof + "\"]");
    ok(
        user,
        "call",
        "save_insight",
        "type=strength",
        "title=" + mark,
        "content=" + mark,
        "confidence:=0.8",
        "evidence:=[\"E-1\"]");
  }

  private void annTestsToo() {
    ok("ann", "sync", "jira");
    ok("ann", "call", "start_session", "ticket_key=HBR-1", "charter=" + MARK);
    ok("ann", "call", "predict_scenarios", "ticket_key=HBR-1");
    ok("ann", "call", "log_scenario", "scenario=" + MARK, "result=failed", "notes=" + MARK);
    ok("ann", "call", "update_session", "action=note", "text=" + MARK);
    ok("ann", "call", "end_session", "outcome=failed", "summary=" + MARK);
    ok("ann", "call", "update_issue", "ticket_key=HBR-1", "note=" + MARK);
    ok("ann", "call", "export_data");
  }

  @Test
  void whoGoesTakesEverythingAlongAndLeavesNothing() throws Exception {
    works("ann", MARK);
    works("ben", BENS);
    annTestsToo();
    ok("ben", "call", "update_preferences", "role=manager");
    Path pack =
        Files.writeString(
            elsewhere.resolve("pack.md"), "# Review of ann, 2026-01-01 to 2026-03-31\n" + MARK);
    assertThat(ok("ann", "pack", "share", pack.toString(), "--with", "ben").out())
        .startsWith("shared with ben: ");
    ok("host", "backup");
    assertThat(files(MARK)).isNotEmpty();

    Path along = elsewhere.resolve("along");
    var exported = ok("host", "export", "--user", "ann", "--dir", along.toString());
    assertThat(exported.out()).startsWith("Wrote ").contains(" of ann to " + along);
    assertThat(Files.readString(along.resolve("decisions.jsonl"))).contains(MARK);
    assertThat(Files.readString(along.resolve("tickets.jsonl"))).contains(MARK + " overflows");
    assertThat(text(along.resolve("files"))).isEqualTo("Painted " + MARK);
    assertThat(text(along)).doesNotContain(BENS, "s3cret");

    String bens = ok("host", "export", "--user", "ben", "--dir", elsewhere + "/b1").out();
    var looked = ok("host", "purge", "--user", "ann");
    assertThat(looked.out()).contains("ann: ", "1 backups", "Nothing was done.", "--confirm ann");
    assertThat(as("host").run("purge", "--user", "ann", "--confirm", "ben").code()).isEqualTo(2);
    assertThat(files(MARK)).isNotEmpty();
    var purged = ok("host", "purge", "--user", "ann", "--confirm", "ann");
    assertThat(purged.out()).contains("Purged ann: ", "took the place of 1 backups");

    assertThat(rows(MARK)).isEmpty();
    assertThat(files(MARK)).isEmpty();
    assertThat(files("s3cret-gitlab-of-ann")).isEmpty();
    assertThat(files("s3cret-gitlab-of-ben")).hasSize(1);
    assertThat(files(BENS)).isNotEmpty();
    assertThat(as("host").run("purge", "--user", "ann", "--confirm", "ann").err())
        .contains("not_found: There is no user ann; nothing was changed.");
    assertThat(ok("host", "account", "list").out()).contains("ben").doesNotContain("ann");
    // Nothing of ben's went but the pack that was not his.
    String after = ok("host", "export", "--user", "ben", "--dir", elsewhere + "/b2").out();
    assertThat(after.replaceAll("[0-9,]+ rows", "").replace("/b2", "/b1"))
        .isEqualTo(bens.replaceAll("[0-9,]+ rows", ""));
    assertThat(ok("ben", "pack", "list").out()).isEqualTo("none\n");
    assertThat(ok("ben", "call", "search_memory", "query=" + BENS).out()).contains(BENS);
    assertThat(ok("ben", "rebuild", "--check").out()).contains("nothing differs");
  }

  @Test
  void packsAreSharedFromTheTerminalAndTakenBack() throws IOException {
    ok("host", "user", "add", "ann");
    ok("maja", "call", "update_preferences", "role=manager");
    Path pack =
        Files.writeString(
            elsewhere.resolve("pack.md"),
            "# Review of ann, 2026-01-01 to 2026-03-31\n\nTested it all");
    Path table = Files.writeString(elsewhere.resolve("report.csv"), "name,salary\nann,1\n");
    assertThat(as("ann").run("pack", "share", table.toString(), "--with", "maja").err())
        .contains("That is no review pack; atlas review --out pack.md writes one.");
    assertThat(as("ann").run("pack", "share", pack.toString(), "--with", "nobody").err())
        .contains("not_found: There is no manager nobody here");
    String id =
        ok("ann", "pack", "share", pack.toString(), "--with", "maja", "--title", "Spring")
            .out()
            .split(" ")[3];
    assertThat(ok("ann", "pack", "list").out()).contains(id, "to   maja: Spring");
    assertThat(ok("maja", "pack", "list").out()).contains(id, "from ann: Spring");
    assertThat(ok("maja", "pack", "show", id).out()).contains("Tested it all");
    assertThat(as("ben").run("pack", "show", id).code()).isEqualTo(1);
    assertThat(as("maja").run("pack", "withdraw", id).code()).isEqualTo(1);
    assertThat(ok("ann", "pack", "withdraw", id).out()).isEqualTo("taken back from maja: Spring\n");
    assertThat(ok("maja", "pack", "list").out()).isEqualTo("none\n");
  }

  /** The tables, views aside, in which any column of any row has the word, whosever it is. */
  private List<String> rows(String word) throws SQLException {
    var found = new ArrayList<String>();
    try (var logins = new EmbeddedLogins(home)) {
      try (Connection connection = logins.owner().connect();
          Statement statement = connection.createStatement()) {
        statement.execute("set role atlas_backup");
        var tables = new ArrayList<String>();
        try (ResultSet names =
            statement.executeQuery(
                "select oid::regclass from pg_class where relnamespace = 'public'::regnamespace"
                    + " and relkind in ('r', 'p') and not relispartition"
                    + " and relname <> 'flyway_schema_history'")) {
          while (names.next()) tables.add(names.getString(1));
        }
        assertThat(tables).hasSizeGreaterThan(40);
        for (String table : tables) {
          try (ResultSet row =
              statement.executeQuery(
                  "select count(*) from " + table + " t where t::text ilike '%" + word + "%'")) {
            row.next();
            if (row.getLong(1) > 0) found.add(table);
          }
        }
      }
    }
    return found;
  }

  /** The files of the home in which the word stands, PostgreSQL's own among them. */
  private List<Path> files(String word) throws IOException {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    var found = new ArrayList<Path>();
    leave();
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> !Files.exists(home.resolve("data-17/postmaster.pid")));
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(home.resolve("postgres")) && holds(Files.readAllBytes(file), bytes)) {
          found.add(home.relativize(file));
        }
      }
    }
    return found;
  }

  private static boolean holds(byte[] all, byte[] word) {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    return text.toLowerCase(java.util.Locale.ROOT)
        .contains(new String(word, StandardCharsets.ISO_8859_1).toLowerCase(java.util.Locale.ROOT));
  }

  private static String text(Path folder) throws IOException {
    var text = new StringBuilder();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
