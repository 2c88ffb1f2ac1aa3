package atlas.storage;

import atlas.model.Json;
import atlas.model.Refusal;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.YearMonth;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;

/**
 * A month of the log as a file: an event a line, as JSON, compressed; and beside it a manifest that
 * says how many there are and what the lines hash to.
 */
final class MonthFile {
  private static final String FORMAT = "atlas.events";
  private static final int VERSION = 1;
  private static final String END = ".jsonl.gz";

  /**
   * What the manifest says.
   *
   * @param sha256 of the lines, each with its line end, before they were compressed
   */
  record Manifest(
      String format, int version, YearMonth month, String file, long events, String sha256) {}

  /** Writes the lines of a file, one after the other. */
  @FunctionalInterface
  interface Lines {
    void writeTo(Consumer<String> line);
  }

  private final Path folder;
  private final YearMonth month;

  MonthFile(Path folder, YearMonth month) {
    this.folder = folder;
    this.month = month;
  }

  /** The file that somebody named: itself, or its manifest. */
  static MonthFile of(Path named) {
    String name = String.valueOf(named.getFileName()).replaceFirst("\\.json$", END);
    String month = name.replaceFirst("^events-(\\d{4}-\\d{2})\\.jsonl\\.gz$", "$1");
    Path folder = named.toAbsolutePath().getParent();
    if (month.equals(name) || folder == null) {
      throw Refusal.invalid(
          "A month of events is a file like events-2026-01.jsonl.gz; this is not: " + name);
    }
    return new MonthFile(folder, YearMonth.parse(month));
  }

  YearMonth month() {
    return month;
  }

  Path path() {
    return folder.resolve("events-" + month + END);
  }

  private Path manifestPath() {
    return folder.resolve("events-" + month + ".json");
  }

  /**
   * Writes the file and its manifest so that they are on the disk when this returns, and reads the
   * file again to see that it holds what was written.
   */
  Manifest write(Lines lines) {
    try {
      Files.createDirectories(folder);
      if (Files.exists(path())) {
        throw Refusal.conflict(
            "There is a file " + path() + " already; move it away, or give another --dir.");
      }
      Path part = folder.resolve("events-" + month + END + ".part");
      Manifest manifest = zip(part, lines);
      if (!read(part, line -> {}).equals(manifest)) {
        throw Refusal.unavailable(
            "What was written to " + part + " is not what can be read there; is the disk sound?");
      }
      Path told = folder.resolve("events-" + month + ".json.part");
      place(told, out -> out.write(Json.MAPPER.writeValueAsBytes(manifest)));
      Files.move(told, manifestPath(), StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, path(), StandardCopyOption.ATOMIC_MOVE);
      force(folder);
      return manifest;
    } catch (IOException e) {
      throw unusable(path(), e);
    }
  }

  /** Takes the files away again: the month stays where it was. */
  void discard() {
    try {
      Files.deleteIfExists(path());
      Files.deleteIfExists(manifestPath());
    } catch (IOException e) {
      throw unusable(path(), e);
    }
  }

  /** Whether the file holds what its manifest says. */
  Manifest verify() {
    return read(line -> {});
  }

  /** Reads the lines; what they were is known to be right only when this returns. */
  Manifest read(Consumer<String> line) {
    try {
      Manifest told = Json.MAPPER.readValue(Files.readAllBytes(manifestPath()), Manifest.class);
      if (!FORMAT.equals(told.format()) || told.version() != VERSION) {
        throw Refusal.invalid(
            manifestPath() + " is of a newer ATLAS, or none of its files: upgrade this one.");
      }
      Manifest found = read(path(), line);
      if (!found.equals(told)) {
        throw Refusal.invalid(
            path()
                + " does not hold what its manifest says (%d events, not %d, or other ones)."
                    .formatted(found.events(), told.events()));
      }
      return found;
    } catch (IOException | JacksonException e) {
      throw unusable(path(), e);
    }
  }

  /**
   * Writes the file anew with other lines, and its manifest; as many of them. One that was cut off
   * in the middle of this is told by its manifest, and goes on where it was.
   */
  void rewrite(UnaryOperator<String> line) {
    try {
      Path part = folder.resolve("events-" + month + END + ".part");
      finish(part);
      Manifest before = verify();
      Manifest after = zip(part, lines -> read(old -> lines.accept(line.apply(old))));
      if (after.events() != before.events() || !read(part, l -> {}).equals(after)) {
        throw Refusal.unavailable(
            "What was written to " + part + " is not what can be read there; is the disk sound?");
      }
      Path told = folder.resolve("events-" + month + ".json.part");
      place(told, out -> out.write(Json.MAPPER.writeValueAsBytes(after)));
      Files.move(told, manifestPath(), StandardCopyOption.ATOMIC_MOVE);
      Files.move(part, path(), StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      throw unusable(path(), e);
    }
  }

  /** The manifest goes before the file: where it is of what was to come, that takes its place. */
  private void finish(Path part) throws IOException {
    if (!Files.exists(part) || !Files.exists(manifestPath())) return;
    Manifest told = Json.MAPPER.readValue(Files.readAllBytes(manifestPath()), Manifest.class);
    try {
      if (!read(part, l -> {}).equals(told)) return;
    } catch (IOException half) {
      return;
    }
    Files.move(part, path(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether the file is there. */
  boolean exists() {
    return Files.exists(path());
  }

  private Manifest zip(Path file, Lines lines) throws IOException {
    MessageDigest digest = sha256();
    var events = new long[1];
    place(
        file,
        out -> {
          try (var zipped = new GZIPOutputStream(out, 1 << 16);
              var text = new BufferedOutputStream(new DigestOutputStream(zipped, digest))) {
            lines.writeTo(
                line -> {
                  try {
                    text.write(line.getBytes(StandardCharsets.UTF_8));
                    text.write('\n');
                    events[0]++;
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        });
    return manifest(events[0], digest);
  }

  private Manifest read(Path file, Consumer<String> line) throws IOException {
    MessageDigest digest = sha256();
    long events = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        var reader =
            new BufferedReader(
                new InputStreamReader(
                    new DigestInputStream(new GZIPInputStream(in, 1 << 16), digest),
                    StandardCharsets.UTF_8))) {
      for (String next = reader.readLine(); next != null; next = reader.readLine()) {
        line.accept(next);
        events++;
      }
    }
    return manifest(events, digest);
  }

  private Manifest manifest(long events, MessageDigest digest) {
    String hash = HexFormat.of().formatHex(digest.digest());
    return new Manifest(FORMAT, VERSION, month, String.valueOf(path().getFileName()), events, hash);
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file that nobody else may read, and waits until it is on the disk. */
  private static void place(Path file, Content content) throws IOException {
    Files.deleteIfExists(file);
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] mine =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> create =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, create, mine)) {
      // Closing what is written to closes the channel, which must still be forced after it.
      content.writeTo(
          new java.io.FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
              out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
              flush();
            }
          });
      channel.force(true);
    }
  }

  /** The name of a file is on the disk when its folder is. */
  private static void force(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) return;
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static Refusal unusable(Path file, Exception why) {
    return Refusal.unavailable(
        file + " can't be read or written: " + why.getClass().getSimpleName() + ".");
  }
}
