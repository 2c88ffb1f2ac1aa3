package atlas.storage.backup;

import atlas.model.Call;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.storage.Migrations;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A backup that is there: a ZIP file of one entry a table, one a file, and the manifest. */
final class BackupFile implements AutoCloseable {
  /** The newest format of the file that this build reads, and the one that it writes. */
  static final int FORMAT = 1;

  static final String MANIFEST = "manifest.json";
  static final String FILES = "files/";

  private static final int LONGEST_MANIFEST = 16 << 20;

  private final ZipFile zip;
  private final Manifest manifest;
  private final List<String> files;

  private BackupFile(ZipFile zip, Manifest manifest, List<String> files) {
    this.zip = zip;
    this.manifest = manifest;
    this.files = files;
  }

  /** Opens it, and refuses what is no backup, is cut, or is too new. */
  static BackupFile open(Path path) {
    if (!Files.isRegularFile(path)) throw Refusal.notFound("There is no file " + path + ".");
    ZipFile zip = null;
    try {
      zip = new ZipFile(path.toFile());
      Manifest manifest = manifest(zip);
      return new BackupFile(zip, manifest, files(zip, manifest));
    } catch (IOException | RuntimeException e) {
      close(zip);
      if (e instanceof Refusal refusal) throw refusal;
      if (e instanceof IOException io && !(e instanceof ZipException)) {
        throw Refusal.unavailable(path + " can't be read (" + Backup.reason(io) + ").");
      }
      throw foreign();
    }
  }

  Manifest manifest() {
    return manifest;
  }

  /** The names of the files in it. */
  List<String> files() {
    return files;
  }

  /** Reads all of it, and refuses if anything is not what it was when it was written. */
  void check(Call call) {
    double total = manifest.tables().stream().mapToLong(Manifest.Table::bytes).sum();
    long done = 0;
    for (Manifest.Table table : manifest.tables()) {
      call.progress().at(done, total, "Checking " + table.name());
      read(table.entry(), table.sha256());
      done += table.bytes();
    }
    for (String name : files) read(FILES + name, FileStore.hash(name));
  }

  private void read(String entry, String sha256) {
    MessageDigest digest = Checked.sha256();
    try (var content = new DigestInputStream(stream(entry), digest)) {
      content.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw damaged();
    }
    if (!Checked.hex(digest).equals(sha256)) throw damaged();
  }

  /** The bytes of an entry, which the manifest names. */
  InputStream stream(String entry) throws IOException {
    ZipEntry found = zip.getEntry(entry);
    InputStream content = found == null ? null : zip.getInputStream(found);
    if (content == null) throw damaged();
    return content;
  }

  @Override
  public void close() {
    close(zip);
  }

  static Refusal damaged() {
    return Refusal.invalid(
        "This backup is damaged, and nothing was restored: copy it again from where it was made,"
            + " or take an older one.");
  }

  private static Refusal foreign() {
    return Refusal.invalid(
        "This is no backup that atlas backup made, or only a part of one; nothing was restored."
            + " Copy it again from where it was made, or take another.");
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(MANIFEST);
    if (entry == null) throw foreign();
    byte[] bytes;
    try (InputStream content = zip.getInputStream(entry)) {
      bytes = content.readNBytes(LONGEST_MANIFEST);
    } catch (EOFException cut) {
      throw damaged();
    }
    // All else is checked against it; it has the ZIP file's own sum.
    var sum = new CRC32();
    sum.update(bytes);
    if (sum.getValue() != entry.getCrc()) throw damaged();
    try {
      JsonNode tree = Json.MAPPER.readTree(bytes);
      int format = tree.path("format").asInt(0);
      if (format < 1) throw foreign();
      if (format > FORMAT) throw newer(tree);
      Manifest manifest = Json.MAPPER.treeToValue(tree, Manifest.class);
      if (manifest.schemaVersion() > Migrations.NEWEST) throw newer(tree);
      if (manifest.schemaVersion() < 1) throw foreign();
      return manifest;
    } catch (JacksonException e) {
      throw foreign();
    }
  }

  private static Refusal newer(JsonNode manifest) {
    return Refusal.invalid(
        "A newer ATLAS made this backup (%s, schema version %d, this build knows %d): upgrade it."
            .formatted(
                manifest.path("atlas_version").asString("unknown").replaceAll("[^\\w.+-]", "?"),
                manifest.path("schema_version").asInt(0),
                Migrations.NEWEST));
  }

  /** The files' names; refuses what is missing, what is there twice and what has another name. */
  private static List<String> files(ZipFile zip, Manifest manifest) {
    Set<String> tables = new HashSet<>(Set.of(MANIFEST));
    for (Manifest.Table table : manifest.tables()) tables.add(table.entry());
    var files = new ArrayList<String>();
    var seen = new HashSet<String>();
    for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().<ZipEntry>map(e -> e)::iterator) {
      String name = entry.getName();
      if (!seen.add(name)) throw damaged();
      if (tables.contains(name)) continue;
      String file = name.startsWith(FILES) ? name.substring(FILES.length()) : "";
      if (!FileStore.isName(file)) throw foreign();
      files.add(file);
    }
    if (!seen.containsAll(tables) || files.size() != manifest.files()) throw damaged();
    return files;
  }

  private static void close(@Nullable ZipFile zip) {
    if (zip == null) return;
    try {
      zip.close();
    } catch (IOException e) {
      // Nothing was written to it.
      return;
    }
  }
}
