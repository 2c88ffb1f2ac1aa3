package atlas.server.cli;

import atlas.core.Backups;
import atlas.model.Call;
import atlas.model.Refusal;
import atlas.server.Version;
import atlas.server.config.Config;
import atlas.storage.backup.Backup;
import atlas.storage.backup.Manifest;
import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Everything in one file, while others work. */
@Command(
    name = "backup",
    description = {
      "Write the whole database, every user's, and the files to one file, while others work.",
      "Secrets are not in it: accounts, settings, and the signatures of webhooks."
    })
final class BackupCommand extends AtlasCommand implements Callable<Integer> {
  static final String NOT_IN_IT =
      "Not in it: your settings, and the secrets in the home (accounts, webhooks).";

  private static final int STOP_SECONDS = 3;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A file that does not exist yet; by default a new one in ATLAS_BACKUP_DIR.")
  @Nullable Path file;

  BackupCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    Config config = config();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Path target = file == null ? inFolder(config.backup().folder(), now) : file;
    try (var owner = OwnerLogin.of(config);
        var progress = ProgressLine.on(err())) {
      var call = new Call(null, progress);
      Manifest made =
          stoppable(
              call,
              () ->
                  new Backup(owner.url(), config.files(), Version.text()).write(target, now, call));
      progress.close();
      out().printf("Backed up %,d rows and %,d files to %s%n", made.rows(), made.files(), target);
      out().println(NOT_IN_IT);
      return 0;
    }
  }

  private static Path inFolder(Path folder, Instant now) {
    try {
      Folders.createPrivate(folder);
      return Backups.name(folder, now);
    } catch (IOException e) {
      throw Refusal.unavailable(
          "The folder " + folder + " can't be made; name a file, or set ATLAS_BACKUP_DIR.");
    }
  }

  /** Ctrl-C leaves no half of a file behind. */
  private static Manifest stoppable(Call call, java.util.function.Supplier<Manifest> work) {
    var ended = new CountDownLatch(1);
    var stop =
        new Thread(
            () -> {
              call.cancel();
              try {
                boolean inTime = ended.await(STOP_SECONDS, TimeUnit.SECONDS);
                if (!inTime) Thread.currentThread().interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "atlas-backup-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return work.get();
    } finally {
      ended.countDown();
      forget(stop);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // It is the hook that stopped us.
      return;
    }
  }
}
