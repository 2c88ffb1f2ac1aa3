package atlas.server.cli;

import atlas.core.Status;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.server.Version;
import atlas.server.Wiring;
import atlas.server.config.Config;
import atlas.storage.PostgresUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** What is configured, reachable and wrong, and how to mend it. */
@Command(name = "doctor", description = "Say what is configured, reachable and wrong.")
final class DoctorCommand extends AtlasCommand implements Callable<Integer> {
  private boolean healthy = true;

  DoctorCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    Config config = config();
    good("atlas", Version.text() + " on Java " + Runtime.version());
    home(config.home());
    try (Wiring wiring = new Wiring(config)) {
      Status status = wiring.services().status();
      String kind = config.databaseUrl() == null ? "embedded" : "your own";
      Status.DatabaseState database = status.databaseState(kind);
      if (database.problem() == null) {
        good("database", kind + " PostgreSQL, schema version " + database.schemaVersion());
        user(wiring, status);
      } else {
        bad("database", database.problem());
        tried(config.databaseUrl());
      }
      good(
          "tools", wiring.offered().size() + " offered" + (config.readOnly() ? ", read-only" : ""));
    }
    return healthy ? 0 : Cli.FAILED;
  }

  /** Where it was looked for, which no client is ever told. */
  private void tried(@Nullable PostgresUrl url) {
    if (url == null) return;
    String place = url.jdbc().substring("jdbc:postgresql:".length()).replaceFirst("[?].*", "");
    say("", "", "Tried " + place + " as " + url.user() + ".");
  }

  private void user(Wiring wiring, Status status) {
    Caller caller;
    try {
      caller = wiring.localCaller();
    } catch (Refusal problem) {
      bad("user", problem.sentence());
      return;
    }
    good("user", caller.actor());
    Status.JiraState jira = status.jiraState(caller);
    switch (jira.status()) {
      case "ok" -> good("jira", "answers as " + jira.account());
      case "off" -> say("off", "jira", String.valueOf(jira.problem()));
      default -> bad("jira", String.valueOf(jira.problem()));
    }
  }

  private void home(Path home) {
    try {
      Files.createDirectories(home);
      Files.delete(Files.createTempFile(home, "doctor", ".tmp"));
      good("home", home + "; the logs are in " + home.resolve("log"));
    } catch (IOException e) {
      bad("home", home + " can't be written; set ATLAS_HOME to a folder that can.");
    }
  }

  private void good(String what, String text) {
    say("ok", what, text);
  }

  private void bad(String what, String text) {
    healthy = false;
    say("WRONG", what, text);
  }

  private void say(String state, String what, String text) {
    out().printf("%-6s %-9s %s%n", state, what, text);
  }
}
