package atlas.core.access;

import atlas.model.Caller;
import atlas.model.Fault;
import atlas.model.Json;
import atlas.model.PrivacyEvent;
import atlas.model.Profile;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.OwnDataTable;
import atlas.storage.OwnDataTable.Source;
import atlas.storage.Tx;
import atlas.storage.embedded.Folders;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is a user's, in a folder: a file of JSON lines for each table that has rows of theirs,
 * their files under the hashes that the rows name, and what there is in manifest.json. Hashes of
 * tokens and what is signed in with elsewhere are not in it.
 */
public final class DataExport {
  private static final Logger log = LoggerFactory.getLogger(DataExport.class);
  private static final String FORMAT = "atlas.user";
  private static final int VERSION = 1;
  private static final int KEPT = 3;
  private static final String HIDDEN =
      "agents may not read them; what atlas export writes has them";

  /** How the time stands in a name. */
  private static final class Stamp {
    static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);
  }

  /**
   * What manifest.json says.
   *
   * @param rows by table
   * @param files their hashes, of those that are here
   * @param missing hashes of files that the rows name and that are not kept here any more
   * @param elsewhere months whose events were taken out of the log into files of their own
   */
  public record Manifest(
      String format,
      int version,
      String user,
      UUID userId,
      Instant at,
      Map<String, Long> rows,
      List<String> files,
      List<String> missing,
      List<YearMonth> elsewhere) {
    /** All rows together. */
    public long total() {
      return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What is not in it, in sentences. */
    public List<String> lacks() {
      var lacks = new ArrayList<String>();
      if (!missing.isEmpty()) {
        lacks.add(
            (missing.size() == 1 ? "1 file is" : missing.size() + " files are")
                + " not kept here any more, and so not in it");
      }
      if (!elsewhere.isEmpty()) {
        lacks.add(
            "Events of "
                + elsewhere.stream().map(YearMonth::toString).collect(Collectors.joining(", "))
                + " lie in files of their own; atlas import events brings them back");
      }
      return lacks;
    }
  }

  /**
   * An export that was made in the folder for those.
   *
   * @param folder under the home
   * @param effects what it lacks
   */
  public record Kept(String folder, long rows, int files, List<String> effects) {
    /** For an agent, who gets no moods and no journal that it may not read. */
    private Kept seenBy(Tx tx) {
      if (tx.users().profile().map(Profile::wellbeingVisible).orElse(false)) return this;
      List<String> more =
          Stream.concat(
                  effects.stream(), Stream.of("Moods and the journal are not in it: " + HIDDEN))
              .toList();
      return new Kept(folder, rows, files, more);
    }
  }

  /** An export that was made. */
  public record Made(Path folder, Manifest manifest) {}

  private final Database database;
  private final InstantSource clock;
  private final Path exports;
  private final Path files;

  /**
   * @param exports the folder in which those lie that name no other; it need not exist yet
   * @param files the folder in which files lie under their hashes
   */
  public DataExport(Database database, InstantSource clock, Path exports, Path files) {
    this.database = database;
    this.clock = clock;
    this.exports = exports;
    this.files = files;
  }

  /** The folder in which a user's exports lie that name no other. */
  public static Path folder(Path exports, UUID userId) {
    return exports.resolve(userId.toString());
  }

  /** Writes the export into a new folder of its own, for a call that may be a repeat. */
  public Kept keep(Caller caller) {
    var before = database.answered(caller, Kept.class);
    if (before.isPresent()) return before.get();
    Made made = makeNew(caller, false);
    Path mine = Objects.requireNonNull(made.folder().getParent());
    Manifest manifest = made.manifest();
    var kept =
        new Kept(
            exports.getFileName() + "/" + mine.getFileName() + "/" + made.folder().getFileName(),
            manifest.total(),
            manifest.files().size(),
            manifest.lacks());
    return database.write(caller, Kept.class, tx -> told(tx, manifest, kept.seenBy(tx)));
  }

  /** Writes the export into a new folder of its own; the newest three stay. */
  public Made writeNew(Caller caller) {
    return told(caller, makeNew(caller, true));
  }

  private Made makeNew(Caller caller, boolean withPrivate) {
    Path mine = folder(exports, caller.userId());
    try {
      Folders.createPrivate(exports);
      Folders.createPrivate(mine);
    } catch (IOException e) {
      throw unwritten(mine, e);
    }
    Made made = make(caller, mine.resolve(Stamp.TIME.format(clock.instant())), withPrivate);
    forgetOld(mine);
    return made;
  }

  /** Writes the export to that folder, which must not exist yet: all of it, or nothing. */
  public Made write(Caller caller, Path target) {
    return told(caller, make(caller, target, true));
  }

  private Made told(Caller caller, Made made) {
    if (database.readOnly()) return made;
    return database.write(caller, tx -> told(tx, made.manifest(), made));
  }

  private static <R> R told(Tx tx, Manifest manifest, R result) {
    tx.append(
        new PrivacyEvent.DataExported(
            tx.caller().userId(), manifest.total(), manifest.files().size()));
    return result;
  }

  private Made make(Caller caller, Path target, boolean withPrivate) {
    Path whole = target.toAbsolutePath();
    Path parent = whole.getParent();
    if (parent == null || Files.exists(whole)) {
      throw Refusal.conflict(target + " exists already; name another folder.");
    }
    try {
      Path draft = Files.createTempDirectory(parent, ".atlas-export", Folders.privateFolder());
      try {
        Manifest manifest = database.readAlone(caller, tx -> tables(tx, draft, withPrivate));
        manifest = files(draft, manifest);
        line(draft.resolve("manifest.json"), manifest);
        Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
        return new Made(whole, manifest);
      } finally {
        Folders.delete(draft);
      }
    } catch (FileAlreadyExistsException e) {
      throw Refusal.conflict(target + " exists already; name another folder.");
    } catch (IOException e) {
      throw unwritten(whole, e);
    } catch (UncheckedIOException e) {
      throw unwritten(whole, Objects.requireNonNull(e.getCause()));
    }
  }

  /** Nobody writes for the user meanwhile, so that the tables are of one instant. */
  private static Manifest tables(Tx tx, Path draft, boolean withPrivate) {
    // What was removed is theirs, too.
    tx.removals().showRemoved();
    if (withPrivate) tx.wellbeing().showPrivate();
    List<Source> tables = new ArrayList<>(tx.ownData().tables());
    tables.add(OwnDataTable.TOKENS);
    var rows = new LinkedHashMap<String, Long>();
    var files = new TreeSet<String>();
    for (Source table : tables) {
      double done = rows.size();
      tx.caller().call().progress().at(done, (double) tables.size(), "Writing " + table.name());
      rows.put(table.name(), rows(tx, table, draft.resolve(table.name() + ".jsonl")));
      if (table.files()) files.addAll(tx.ownData().files(table.place(), table.whose()));
    }
    return new Manifest(
        FORMAT,
        VERSION,
        tx.users().name(tx.caller().userId()).orElse(tx.caller().actor()),
        tx.caller().userId(),
        tx.at(),
        rows,
        List.copyOf(files),
        List.of(),
        tx.events().exportedMonths().stream().map(YearMonth::from).toList());
  }

  private static long rows(Tx tx, Source table, Path file) {
    var count = new long[1];
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      tx.ownData()
          .rows(
              table,
              row -> {
                try {
                  writer.write(row);
                  writer.write('\n');
                  count[0]++;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count[0];
  }

  /** Copies those that are here; a cached one may have made room for others. */
  private Manifest files(Path draft, Manifest named) throws IOException {
    var found = new ArrayList<String>();
    var missing = new ArrayList<String>();
    Path folder = draft.resolve("files");
    for (String hash : named.files()) {
      if (!hash.matches("[0-9a-f]{64}")) continue;
      if (!Files.isDirectory(folder)) Files.createDirectory(folder);
      (copied(named.userId(), hash, folder.resolve(hash)) ? found : missing).add(hash);
    }
    return new Manifest(
        named.format(),
        named.version(),
        named.user(),
        named.userId(),
        named.at(),
        named.rows(),
        found,
        missing,
        named.elsewhere());
  }

  private boolean copied(UUID userId, String hash, Path to) throws IOException {
    String shelf = hash.substring(0, 2);
    for (Path folder : List.of(uploads(files, userId), files)) {
      try {
        Files.copy(folder.resolve(shelf).resolve(hash), to);
        return true;
      } catch (NoSuchFileException notThere) {
        log.debug("{} is not in {}", hash, folder.getFileName());
      }
    }
    return false;
  }

  /** The folder of a store in which what a user added lies. */
  public static Path uploads(Path files, UUID userId) {
    return files.resolve("uploads").resolve(userId.toString());
  }

  private static void line(Path file, Manifest manifest) throws IOException {
    Files.writeString(
        file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n");
  }

  private static void forgetOld(Path mine) {
    try (Stream<Path> all = Files.list(mine)) {
      List<Path> newestFirst =
          all.filter(path -> !path.getFileName().toString().startsWith("."))
              .sorted(Comparator.comparing((Path p) -> p.getFileName().toString()).reversed())
              .toList();
      newestFirst.stream().skip(KEPT).forEach(Folders::delete);
    } catch (IOException e) {
      log.warn("Old exports stay: {}", Fault.of(e));
    }
  }

  private static Refusal unwritten(Path folder, IOException e) {
    log.warn("No export: {}", Fault.of(e));
    return Refusal.unavailable(
        "The export can't be written to "
            + folder.getFileName()
            + ": its folder has to be there and to have room. No half of it is left behind.");
  }
}
