package atlas.storage.backup;

import atlas.model.Call;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.storage.PostgresUrl;
import atlas.storage.embedded.Folders;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the whole database and the file store to one file, of one snapshot, while others work. It
 * is made under another name: there is a backup when all of it is on the disk, and none before.
 */
public final class Backup {
  /** What the name of a file begins with that is no backup yet. */
  public static final String DRAFT = ".atlas-backup";

  private static final Logger log = LoggerFactory.getLogger(Backup.class);
  private static final int BUFFER = 1 << 16;

  private final PostgresUrl owner;
  private final FileStore files;
  private final String atlasVersion;

  /**
   * @param owner the login that owns the database, and sees all of it
   * @param files the folder of the file store
   */
  public Backup(PostgresUrl owner, Path files, String atlasVersion) {
    this.owner = owner;
    this.files = new FileStore(files);
    this.atlasVersion = atlasVersion;
  }

  /**
   * Makes the backup.
   *
   * @param target which must not exist yet
   * @param at now
   * @param call stops it, and is told how far it is
   * @throws Refusal CONFLICT when the file exists, UNAVAILABLE when it can't be written or read
   */
  public Manifest write(Path target, Instant at, Call call) {
    Path whole = target.toAbsolutePath();
    Path folder = whole.getParent();
    if (folder == null || Files.exists(whole)) {
      throw Refusal.conflict(target + " exists already; name another file.");
    }
    try {
      Path draft = Files.createTempFile(folder, DRAFT, "", Folders.privateFile());
      try {
        Manifest manifest = draft(draft, at, call);
        Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
        settle(folder);
        return manifest;
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | SQLException e) {
      if (call.cancelled()) throw Refusal.unavailable("The backup was stopped; there is none.");
      throw e instanceof IOException io ? unwritten(folder, io) : unread((SQLException) e);
    }
  }

  /** Whether the backup in that file has rows of the user's; one that can't be read may have. */
  public static boolean mayHold(Path file, String user) {
    try (BackupFile backup = BackupFile.open(file)) {
      return backup.manifest().users().contains(user);
    } catch (Refusal unreadable) {
      return true;
    }
  }

  private Manifest draft(Path draft, Instant at, Call call) throws IOException, SQLException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
        var zip =
            new ZipOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        Snapshot snapshot = Snapshot.take(owner);
        var ignored = call.onCancel(snapshot::cancel)) {
      Manifest manifest = content(snapshot, zip, at, call);
      begin(zip, BackupFile.MANIFEST, at);
      zip.write(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
      zip.closeEntry();
      zip.finish();
      zip.flush();
      channel.force(true);
      return manifest;
    }
  }

  private Manifest content(Snapshot snapshot, ZipOutputStream zip, Instant at, Call call)
      throws IOException, SQLException {
    var tables = new ArrayList<Manifest.Table>();
    long rows = 0;
    for (var table : snapshot.shape().tables().entrySet()) {
      if (call.cancelled()) throw new IOException("stopped");
      Manifest.Table written =
          table(snapshot, zip, table.getKey(), table.getValue(), at, rows, call);
      tables.add(written);
      rows += written.rows();
    }
    List<String> names = names();
    int kept = 0;
    for (String name : names) {
      if (call.cancelled()) throw new IOException("stopped");
      call.progress().at(kept, (double) names.size(), "Files: " + kept + " of " + names.size());
      if (file(zip, name, at)) kept++;
    }
    return new Manifest(
        BackupFile.FORMAT,
        snapshot.schemaVersion(),
        atlasVersion,
        at,
        snapshot.users(),
        tables,
        snapshot.sequences(),
        snapshot.shape().partitions(),
        kept);
  }

  private List<String> names() {
    try {
      return files.names();
    } catch (IOException e) {
      throw Refusal.unavailable(
          "The files under ATLAS_HOME can't be read (" + reason(e) + "), so there is no backup.");
    }
  }

  private static Manifest.Table table(
      Snapshot snapshot,
      ZipOutputStream zip,
      String name,
      List<String> columns,
      Instant at,
      long before,
      Call call)
      throws IOException, SQLException {
    var entry = new Manifest.Table(name, columns, 0, 0, "");
    begin(zip, entry.entry(), at);
    var checked =
        new Checked(
            zip,
            lines -> {
              long done = before + lines;
              double total = Math.max(done, snapshot.shape().expectedRows());
              call.progress().at(done, total, "%,d rows (%s)".formatted(done, name));
            });
    var buffer = new BufferedOutputStream(checked, BUFFER);
    long rows = snapshot.copy(name, columns, buffer);
    buffer.flush();
    zip.closeEntry();
    return new Manifest.Table(name, columns, rows, checked.bytes(), checked.sha256Hex());
  }

  /**
   * False where it went meanwhile: another process made room, and the file can be fetched again.
   */
  private boolean file(ZipOutputStream zip, String name, Instant at) throws IOException {
    try (InputStream content = files.read(name)) {
      begin(zip, BackupFile.FILES + name, at);
      content.transferTo(zip);
      zip.closeEntry();
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static void begin(ZipOutputStream zip, String name, Instant at) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTime(at.toEpochMilli());
    zip.putNextEntry(entry);
  }

  /** After a power failure the name is there, too. */
  private static void settle(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, Set.of(StandardOpenOption.READ))) {
      channel.force(true);
    } catch (IOException e) {
      log.debug("This system's folders settle by themselves");
    }
  }

  private static Refusal unwritten(Path folder, IOException e) {
    return Refusal.unavailable(
        "The backup can't be written to "
            + folder
            + " ("
            + reason(e)
            + "): make room there, or name another place. No half of it is left behind.");
  }

  /** The system's own words, such as "No space left on device". */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) return "there is no such folder";
    if (e instanceof AccessDeniedException) return "access denied";
    @Nullable String words = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return words == null ? e.getClass().getSimpleName() : words;
  }

  private static Refusal unread(SQLException e) {
    log.warn("PostgreSQL gave no backup: {}", e.getSQLState());
    return Refusal.unavailable(
        "PostgreSQL did not give all rows, so there is no backup (SQLSTATE "
            + e.getSQLState()
            + "). Repeat it, and if that does not help, run: atlas doctor");
  }
}
