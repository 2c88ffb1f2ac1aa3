package atlas.server.cli;

import atlas.core.Outside;
import atlas.model.Call;
import atlas.server.config.Config;
import atlas.server.config.ConfigProblem;
import atlas.storage.backup.Manifest;
import atlas.storage.backup.Restore;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A backup, put back. */
@Command(
    name = "restore",
    description = {
      "Put a backup into an empty database: a fresh home, or your own PostgreSQL.",
      "All of it is restored, or nothing. An older ATLAS's backup is brought up to date."
    })
final class RestoreCommand extends AtlasCommand implements Callable<Integer> {
  @Parameters(arity = "1", paramLabel = "FILE", description = "What atlas backup made.")
  Path file = Path.of("");

  RestoreCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    Config config = config();
    if (config.readOnly()) throw new ConfigProblem("A restore writes; leave out --read-only.");
    try (var owner = OwnerLogin.of(config);
        var progress = ProgressLine.on(err())) {
      Manifest restored =
          new Restore(owner.url(), config.files()).run(file, new Call(null, progress));
      progress.close();
      out()
          .printf(
              "Restored %,d rows and %,d files as they were at %s%n",
              restored.rows(), restored.files(), restored.at());
      if (!restored.users().contains(config.user())) {
        out()
            .printf(
                "They are of %s, and you are %s here: set ATLAS_USER to go on as one of them.%n",
                Outside.line(String.join(", ", restored.users())), config.user());
      }
      out().println(BackupCommand.NOT_IN_IT);
      return 0;
    }
  }
}
