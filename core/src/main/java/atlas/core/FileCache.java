package atlas.core;

import atlas.model.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of other systems, each under the hash of what is in it, in a folder that several processes
 * share. What is not there, or is no longer what it was, can be fetched again: so nothing here ever
 * fails a call, and no row says what lies in the folder.
 */
public final class FileCache {
  private static final Logger log = LoggerFactory.getLogger(FileCache.class);
  private static final Duration DRAFT_LIVES = Duration.ofHours(1);
  private static final String DRAFT = ".draft";

  private record Entry(Path path, long size, Instant used) {}

  private final Path folder;
  private final long mostBytes;
  private final InstantSource clock;

  /**
   * @param folder which need not exist yet
   * @param mostBytes of all files together; 0 keeps none
   */
  public FileCache(Path folder, long mostBytes, InstantSource clock) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  /** The name of a file: SHA-256 of its bytes, in hexadecimal digits. */
  public static String name(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** The file of that name, if it is there and whole; it counts as used now. */
  public Optional<byte[]> read(String name) {
    Path file = path(name);
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (name(bytes).equals(name)) {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        return Optional.of(bytes);
      }
      log.warn("A file of the cache was not what its name says, and is fetched again: {}", name);
      Files.deleteIfExists(file);
    } catch (NoSuchFileException notThere) {
      log.debug("{} is not in the cache", name);
    } catch (IOException e) {
      log.warn("A file of the cache can't be used: {}", Fault.of(e));
    }
    return Optional.empty();
  }

  /** Keeps the file as long as there is room, in the place of those that were unused longest. */
  public void keep(byte[] bytes) {
    if (bytes.length > mostBytes) return;
    String name = name(bytes);
    Path file = path(name);
    try {
      create(folder);
      makeRoom(mostBytes - bytes.length);
      create(shelf(name));
      Path draft = Files.createTempFile(folder, DRAFT, "", mode("rw-------"));
      try {
        Files.write(draft, bytes);
        Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
        // In one step: other processes see all of it or nothing.
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("A file is not kept: {}", Fault.of(e));
    }
  }

  private Path path(String name) {
    if (!name.matches("[0-9a-f]{64}")) throw new IllegalArgumentException("Not a hash");
    return shelf(name).resolve(name);
  }

  private Path shelf(String name) {
    return folder.resolve(name.substring(0, 2));
  }

  private void makeRoom(long room) throws IOException {
    List<Entry> entries = entries();
    entries.sort(Comparator.comparing(Entry::used).thenComparing(Entry::path));
    Instant dead = clock.instant().minus(DRAFT_LIVES);
    long bytes = entries.stream().mapToLong(Entry::size).sum();
    for (Entry entry : entries) {
      boolean draft = folder.relativize(entry.path()).toString().startsWith(DRAFT);
      // A draft may be another process's, at work; an old one is of a process that was killed.
      if (draft ? entry.used().isBefore(dead) : bytes > room) {
        Files.deleteIfExists(entry.path());
        bytes -= entry.size();
      }
    }
  }

  private List<Entry> entries() throws IOException {
    var entries = new ArrayList<Entry>();
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        try {
          var attributes = Files.readAttributes(path, BasicFileAttributes.class);
          if (attributes.isRegularFile()) {
            entries.add(
                new Entry(path, attributes.size(), attributes.lastModifiedTime().toInstant()));
          }
        } catch (NoSuchFileException gone) {
          log.debug("Another process made room");
        }
      }
    }
    return entries;
  }

  private static void create(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) Files.createDirectories(folder, mode("rwx------"));
  }

  private static FileAttribute<?>[] mode(String mode) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
    };
  }
}
