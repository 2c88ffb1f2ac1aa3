package atlas.server.cli;

import atlas.core.Backups;
import atlas.model.Call;
import atlas.model.Refusal;
import atlas.server.Version;
import atlas.server.accounts.UserFiles;
import atlas.server.config.Config;
import atlas.server.config.ConfigProblem;
import atlas.storage.Purge;
import atlas.storage.Purge.Found;
import atlas.storage.Purge.Purged;
import atlas.storage.backup.Backup;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A user and all that is theirs, taken away for good. */
@Command(
    name = "purge",
    description = {
      "Take a user away for good: rows, files, accounts, tokens, exports, backups. Of events their"
          + " time and type stay. Without --confirm it only says what there is.",
      "Takes the owner's login. End the user's clients first: what runs may still have some in"
          + " memory."
    })
final class PurgeCommand extends AtlasCommand implements Callable<Integer> {
  private static final int NAMED = 3;

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "Do it: the user's name once more.")
  @Nullable String confirmed;

  @Option(
      names = "--archive",
      paramLabel = "FOLDER",
      description = "Where exported months of the log lie; events in the home without it.")
  @Nullable Path archive;

  @Option(
      names = "--keep-backups",
      description = "Leave backups that hold the user; else a new one takes their place.")
  boolean keepBackups;

  PurgeCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    Config config = config();
    if (config.readOnly()) throw new ConfigProblem("A purge writes; leave out --read-only.");
    if (confirmed != null && !confirmed.equals(config.user())) {
      throw Refusal.invalid(
          "--confirm names " + confirmed + ", and --user " + config.user() + ": nothing was done.");
    }
    try (var owner = OwnerLogin.of(config);
        var progress = ProgressLine.on(err())) {
      var purge = new Purge(owner.url(), InstantSource.system());
      Found found = purge.look(config.user());
      var files = new UserFiles(config.home(), config.files());
      List<Path> backups = Backups.holding(config.backup().folder(), found.name());
      tell(found, files.find(found.userId(), found.files()).size(), backups.size());
      if (confirmed == null) {
        out().println("Nothing was done. To take them along: atlas export --user " + found.name());
        out()
            .println("To do it: atlas purge --user " + found.name() + " --confirm " + found.name());
        return 0;
      }
      Path months = archive == null ? config.home().resolve("events") : archive.toAbsolutePath();
      check(purge.missing(found, months), months);
      Purged purged =
          purge.run(
              found,
              months,
              all -> files.clear(all.userId(), all.files()),
              new Call(null, progress));
      owner.forgetDeleted();
      progress.close();
      done(found.name(), purged);
      if (!keepBackups) replace(owner, config, backups, progress);
      else if (!backups.isEmpty()) left(backups);
      return 0;
    }
  }

  private void tell(Found found, int files, int backups) {
    long rows = found.rows().values().stream().mapToLong(Long::longValue).sum();
    out()
        .printf(
            "%s: %,d rows in %d tables, %,d events, %d files, %d backups%n",
            found.name(), rows, found.rows().size(), found.events(), files, backups);
    if (own().map(Own::userName).filter(found.name()::equals).isPresent()) {
      out().println("JIRA_HOST and its like are in the environment, and stay there.");
    }
    if (ownGitLab().filter(found.name()::equals).isPresent()) {
      out().println("GITLAB_TOKEN is in the environment, and stays there.");
    }
  }

  private static void check(@Nullable YearMonth missing, Path folder) {
    if (missing == null) return;
    throw Refusal.conflict(
        "Events of "
            + missing
            + " were exported into a file, which is not in "
            + folder
            + ": say where with --archive, or bring it back with atlas import events. Nothing was"
            + " done.");
  }

  private void done(String name, Purged purged) {
    out()
        .printf(
            "Purged %s: %,d rows and %d files gone, %,d events redacted%n",
            name, purged.rows(), purged.files(), purged.events());
    if (!purged.unswept().isEmpty()) {
      out()
          .println(
              "Others were at "
                  + String.join(", ", purged.unswept())
                  + ": PostgreSQL takes what was deleted off the disk there by itself, later.");
    }
    out().flush();
  }

  /** Others' rows are in them, too: there is a backup at every moment. */
  private void replace(OwnerLogin owner, Config config, List<Path> old, ProgressLine progress) {
    if (old.isEmpty()) return;
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Path fresh = Backups.name(config.backup().folder(), now);
    try {
      new Backup(owner.url(), config.files(), Version.text())
          .write(fresh, now, new Call(null, progress));
    } catch (Refusal refusal) {
      left(old);
      throw refusal;
    }
    progress.close();
    Backups.delete(old);
    out().printf("%s took the place of %d backups that held them%n", fresh, old.size());
  }

  private void left(List<Path> backups) {
    out().println(backups.size() + " backups still hold them:");
    for (Path backup : backups.subList(0, Math.min(NAMED, backups.size()))) {
      out().println("  " + backup);
    }
    if (backups.size() > NAMED) out().println("  and " + (backups.size() - NAMED) + " more");
    out().flush();
  }
}
