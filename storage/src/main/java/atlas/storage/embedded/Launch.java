package atlas.storage.embedded;

import atlas.model.Fault;
import atlas.model.Refusal;
import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How PostgreSQL's programs are run, which refuse to work for root. */
enum Launch {
  /** As the user who runs us, who is not root. */
  DIRECTLY(-1),
  /** As a user without a name, as containers have them, in a namespace where all are nobody. */
  NAMELESS(-1, "unshare", "-U"),
  /** Root in a user namespace of its own, where it has no privileges and isn't called root. */
  IN_USER_NAMESPACE(0, "unshare", "-U"),
  /** As nobody, to whom the data then belong: where a container forbids namespaces. */
  AS_NOBODY(65534, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
  /** As nobody who may pass folders that are closed to it, such as /root. */
  AS_NOBODY_PAST_CLOSED_FOLDERS(
      65534,
      "setpriv",
      "--reuid=65534",
      "--regid=65534",
      "--clear-groups",
      "--inh-caps=+dac_override",
      "--ambient-caps=+dac_override");

  /** How a program ended. */
  record Outcome(int exit, String output) {
    boolean succeeded() {
      return exit == 0;
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Launch.class);
  private static final long PROBE_SECONDS = 10;
  private static final int OUTPUT_CHARACTERS = 4_000;
  private static final int TOO_SLOW = -1;

  // Tokens for Jira and the like must not show in the environment of a process that outlives us.
  private static final Set<String> ENVIRONMENT =
      Set.of("PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LD_LIBRARY_PATH");

  private final int owner;
  private final List<String> prefix;

  Launch(int owner, String... prefix) {
    this.owner = owner;
    this.prefix = List.of(prefix);
  }

  /** The ways that may work for the user who runs us, the best first. */
  static List<Launch> candidates() {
    if (Binaries.windows()) return List.of(DIRECTLY);
    UnixSystem user = new UnixSystem();
    // initdb refuses a user who is in no list of users. Java 17 gives such a one the number 0.
    if (user.getUsername() == null) return List.of(NAMELESS);
    return user.getUid() == 0
        ? List.of(IN_USER_NAMESPACE, AS_NOBODY, AS_NOBODY_PAST_CLOSED_FOLDERS)
        : List.of(DIRECTLY);
  }

  /** The first of them that can run PostgreSQL in that home. */
  static Launch choose(List<Launch> candidates, Path home, Binaries binaries) throws IOException {
    if (candidates.contains(DIRECTLY)) return DIRECTLY;
    for (Launch candidate : candidates) {
      if (candidate.works(home, binaries)) return candidate;
    }
    throw Refusal.unavailable(
        "PostgreSQL does not run as root or as a user without a name, and neither unshare nor"
            + " setpriv (package util-linux) works here: run ATLAS as an ordinary user, or point"
            + " ATLAS_DATABASE_URL at a PostgreSQL of your own.");
  }

  private boolean works(Path home, Binaries binaries) throws IOException {
    // The home's secrets, data and log are closed one by one; nobody has to get at the data.
    if (this == AS_NOBODY) Folders.setMode(home, "rwx--x--x");
    String script = "cd \"$1\" && exec \"$2\" --version";
    List<String> probe =
        List.of("sh", "-c", script, "sh", home.toString(), binaries.postgres().toString());
    try {
      Outcome outcome = run(probe, home, PROBE_SECONDS);
      log.debug("{}: {}", this, outcome);
      return outcome.succeeded();
    } catch (IOException e) {
      log.debug("{} is not there: {}", prefix, Fault.of(e));
      return false;
    }
  }

  /** Gives the folder to the user whom PostgreSQL's programs will run as. */
  void give(Path folder) throws IOException {
    if (owner < 0 || belongs(folder)) return;
    // The folder itself comes last: if we are killed on the way, the next start does it again.
    for (Path path : Folders.innermostFirst(folder)) {
      Files.setAttribute(path, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private boolean belongs(Path folder) throws IOException {
    return Integer.valueOf(owner).equals(Files.getAttribute(folder, "unix:uid"));
  }

  /** Runs the program to its end in that folder; one that outlives the limit is ended. */
  Outcome run(List<String> command, Path folder, long limitSeconds) throws IOException {
    List<String> full = new ArrayList<>(prefix);
    full.addAll(command);
    // A file and not a pipe, which a server that the program leaves behind could hold open.
    Path output = folder.resolve(".output");
    Files.deleteIfExists(output);
    try {
      ProcessBuilder builder = new ProcessBuilder(full).directory(folder.toFile());
      builder.environment().keySet().retainAll(ENVIRONMENT);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      builder.redirectInput(nothing());
      int exit = exitOf(builder.start(), limitSeconds);
      return new Outcome(exit, tail(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static int exitOf(Process process, long limitSeconds) {
    try {
      return process.waitFor(limitSeconds, TimeUnit.SECONDS) ? process.exitValue() : TOO_SLOW;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("The work on PostgreSQL was interrupted; try again.");
    } finally {
      // Ends a program that is too slow, not the server that it started.
      process.destroyForcibly();
    }
  }

  /** The end of a file of messages, or nothing when there is no such file. */
  static String tail(Path file) throws IOException {
    if (!Files.exists(file)) return "";
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - OUTPUT_CHARACTERS)).strip();
  }

  private static ProcessBuilder.Redirect nothing() {
    return ProcessBuilder.Redirect.from(new File(Binaries.windows() ? "NUL" : "/dev/null"));
  }
}
