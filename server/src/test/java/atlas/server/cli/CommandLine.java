package atlas.server.cli;

import atlas.model.Json;
import atlas.storage.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The command line in this process: what it printed, and how it ended. */
final class CommandLine {
  private final Map<String, String> environment;

  CommandLine(Map<String, String> environment) {
    this.environment = environment;
  }

  /** On a test's own database. */
  static CommandLine on(TestDatabase database) {
    return new CommandLine(environment(database));
  }

  /** What makes a process use that database, as the user ann, without Jira. */
  static Map<String, String> environment(TestDatabase database) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("ATLAS_DATABASE_URL", database.logins().server().withPassword());
    environment.put("ATLAS_DATABASE_OWNER_URL", database.logins().owner().withPassword());
    environment.put("ATLAS_USER", "ann");
    environment.put("ATLAS_PROJECT", "harbor");
    return environment;
  }

  Ended run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Cli.commands(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  /** A command that has ended. */
  record Ended(int code, String out, String err) {
    Map<?, ?> json() {
      return Json.MAPPER.readValue(out, Map.class);
    }
  }
}
