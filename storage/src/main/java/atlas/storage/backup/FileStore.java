package atlas.storage.backup;

import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder in which issues' files lie under the hash of what is in them, on shelves named after
 * its first two digits; and in a folder of each user's below it, likewise, what people added.
 */
final class FileStore {
  private static final String UPLOADS = "uploads";
  private static final Pattern NAME =
      Pattern.compile("(?:(uploads/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/)?([0-9a-f]{64})");

  private final Path folder;
  private final List<Path> added = new ArrayList<>();

  FileStore(Path folder) {
    this.folder = folder;
  }

  /** Whether a file may have that name: no other leads anywhere. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The SHA-256 that a file of that name must have. */
  static String hash(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** The names of those that are what their names say; one that is not would be fetched again. */
  List<String> names() throws IOException {
    var names = new ArrayList<>(names(""));
    Path uploads = folder.resolve(UPLOADS);
    if (!Files.isDirectory(uploads)) return names;
    try (Stream<Path> users = Files.list(uploads)) {
      for (Path user : (Iterable<Path>) users::iterator) {
        names.addAll(names(UPLOADS + "/" + user.getFileName() + "/"));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return names;
  }

  /** Those of one folder of shelves, which all begin so. */
  private List<String> names(String begin) throws IOException {
    Path shelves = folder.resolve(begin);
    if (!Files.isDirectory(shelves)) return List.of();
    try (Stream<Path> paths = Files.walk(shelves, 2)) {
      var names = new ArrayList<String>();
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = begin + path.getFileName();
        if (isName(name)
            && path.equals(path(name))
            && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            && isWhole(path)) {
          names.add(name);
        }
      }
      return names;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  InputStream read(String name) throws IOException {
    return Files.newInputStream(path(name));
  }

  /** Keeps a file, unless it is there. */
  void add(String name, InputStream content) throws IOException {
    Path file = path(name);
    if (Files.exists(file) && isWhole(file)) return;
    Folders.createPrivate(folder);
    Folders.createPrivate(shelf(name));
    Path draft = Files.createTempFile(folder, ".draft", "", Folders.privateFile());
    try {
      MessageDigest digest = Checked.sha256();
      try (var checked = new DigestInputStream(content, digest);
          OutputStream to = Files.newOutputStream(draft)) {
        checked.transferTo(to);
      }
      if (!Checked.hex(digest).equals(hash(name))) throw BackupFile.damaged();
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      added.add(file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Takes away what was added. */
  void takeBack() throws IOException {
    for (Path file : added) Files.deleteIfExists(file);
  }

  private Path path(String name) {
    return shelf(name).resolve(hash(name));
  }

  private Path shelf(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) throw new IllegalArgumentException("Not a name");
    Path shelves = parts.group(1) == null ? folder : folder.resolve(parts.group(1));
    return shelves.resolve(parts.group(2).substring(0, 2));
  }

  private static boolean isWhole(Path file) throws IOException {
    MessageDigest digest = Checked.sha256();
    try (var content = new DigestInputStream(Files.newInputStream(file), digest)) {
      content.transferTo(OutputStream.nullOutputStream());
    } catch (NoSuchFileException gone) {
      return false;
    }
    return Checked.hex(digest).equals(file.getFileName().toString());
  }
}
