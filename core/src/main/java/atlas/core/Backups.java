package atlas.core;

import atlas.model.Call;
import atlas.model.Fault;
import atlas.model.Job;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.JobTable;
import atlas.storage.PostgresUrl;
import atlas.storage.backup.Backup;
import atlas.storage.backup.Manifest;
import atlas.storage.embedded.Folders;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Backups: the one that is made each day, those that are asked for, and when the last one was. */
public final class Backups {
  /** What happens each day, once across all processes. */
  public static final Job JOB =
      new Job("backup.daily", 3, Duration.ofMinutes(5), Duration.ofHours(1));

  /**
   * How this installation makes them.
   *
   * @param daily whether it is done by itself
   * @param folder where they lie; it need not exist yet
   * @param files the folder of the file store
   * @param owner finds the login that owns the database
   * @param version of ATLAS
   */
  public record Plan(
      boolean daily, Path folder, Path files, Supplier<PostgresUrl> owner, String version) {}

  /**
   * How it stands with them.
   *
   * @param status daily, or off where nobody makes them but by hand
   * @param last when the newest in the folder was made
   */
  public record State(String status, @Nullable Instant last, @Nullable String problem) {}

  private static final Logger log = LoggerFactory.getLogger(Backups.class);
  private static final Duration A_DAY = Duration.ofDays(1);
  // A home that is new has nothing to lose yet, and its first minutes have better things to do.
  private static final Duration FIRST = Duration.ofMinutes(10);
  private static final Duration DRAFT_LIVES = Duration.ofHours(1);
  private static final int KEPT = 7;
  private static final Pattern NAME = Pattern.compile("atlas-(daily-)?(\\d{8}T\\d{6}Z)\\.zip");

  /** How the time stands in a name. Apart, since no start needs to know how times are written. */
  private static final class Stamp {
    static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);
  }

  private record Kept(Path path, boolean daily, Instant at) {}

  private final Database database;
  private final InstantSource clock;
  private final Plan plan;

  public Backups(Database database, InstantSource clock, Plan plan) {
    this.database = database;
    this.clock = clock;
    this.plan = plan;
  }

  /** What is to be done in the background. */
  public List<Duty> duties() {
    return plan.daily() ? List.of(Duty.every(A_DAY, JOB, this::daily)) : List.of();
  }

  /** What one is called that is asked for by hand: nobody deletes it but its owner. */
  public static Path name(Path folder, Instant at) {
    return folder.resolve("atlas-" + Stamp.TIME.format(at) + ".zip");
  }

  /** Those in the folder that hold the user of that name, or can't be read. */
  public static List<Path> holding(Path folder, String user) {
    return paths(folder, "atlas-*.zip").stream()
        .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
        .filter(path -> Backup.mayHold(path, user))
        .sorted()
        .toList();
  }

  /** Deletes backups, which hold what must not be kept. */
  public static void delete(List<Path> backups) {
    backups.forEach(Backups::delete);
  }

  /** How it stands; the database need not answer for that. */
  public State state() {
    Instant last = kept().stream().map(Kept::at).max(Comparator.naturalOrder()).orElse(null);
    return plan.daily() ? new State("daily", last, problem()) : new State("off", last, null);
  }

  private @Nullable String problem() {
    Optional<JobTable.State> job;
    try {
      job = database.identify(tx -> tx.jobs().state(JOB.name()));
    } catch (Refusal unavailable) {
      return null;
    }
    return job.filter(state -> state.consecutiveFailures() > 0)
        .map(
            state ->
                "The daily backup failed, last at "
                    + state.lastFailure()
                    + ". Run atlas backup in a terminal: it says why.")
        .orElse(null);
  }

  private Outcome daily(Run run) {
    Instant now = clock.instant();
    try {
      if (!Files.isDirectory(plan.folder())) {
        Folders.createPrivate(plan.folder());
        return Outcome.later(now.plus(FIRST));
      }
    } catch (IOException e) {
      throw Refusal.unavailable("The folder of the backups can't be made.");
    }
    Instant newest =
        kept().stream()
            .filter(Kept::daily)
            .map(Kept::at)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    // Another one may come from a process that was asleep when this was done.
    if (newest.plus(A_DAY).isAfter(now) && !newest.isAfter(now)) {
      return Outcome.later(newest.plus(A_DAY));
    }
    make(now, run.caller().call());
    return Outcome.later(now.plus(A_DAY));
  }

  private void make(Instant now, Call call) {
    forgetDrafts(now);
    Path target = plan.folder().resolve("atlas-daily-" + Stamp.TIME.format(now) + ".zip");
    Manifest made;
    try {
      made = new Backup(plan.owner().get(), plan.files(), plan.version()).write(target, now, call);
    } catch (Refusal refusal) {
      if (!call.cancelled()) log.warn("No backup today: {}", refusal.sentence());
      throw refusal;
    }
    log.info("Backed up {} rows and {} files", made.rows(), made.files());
    forgetOld();
  }

  private void forgetOld() {
    List<Kept> daily = new ArrayList<>(kept().stream().filter(Kept::daily).toList());
    daily.sort(Comparator.comparing(Kept::at).reversed());
    for (Kept old : daily.subList(Math.min(KEPT, daily.size()), daily.size())) delete(old.path());
  }

  /** What processes left that were killed in the middle of one. */
  private void forgetDrafts(Instant now) {
    for (Path path : paths(Backup.DRAFT + "*")) {
      try {
        Instant touched = Files.getLastModifiedTime(path).toInstant();
        if (touched.isBefore(now.minus(DRAFT_LIVES))) delete(path);
      } catch (IOException gone) {
        log.debug("Another process deleted it: {}", Fault.of(gone));
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("An old backup can't be deleted: {}", Fault.of(e));
    }
  }

  private List<Kept> kept() {
    var kept = new ArrayList<Kept>();
    for (Path path : paths("atlas-*.zip")) {
      Matcher name = NAME.matcher(path.getFileName().toString());
      if (!name.matches()) continue;
      try {
        Instant at = Stamp.TIME.parse(name.group(2), Instant::from);
        kept.add(new Kept(path, name.group(1) != null, at));
      } catch (DateTimeException noTime) {
        log.debug("Somebody else's file: {}", path.getFileName());
      }
    }
    return kept;
  }

  private List<Path> paths(String pattern) {
    return paths(plan.folder(), pattern);
  }

  private static List<Path> paths(Path folder, String pattern) {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, pattern)) {
      paths.forEach(found::add);
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      log.warn("The folder of the backups can't be read: {}", Fault.of(e));
    }
    return found;
  }
}
