package atlas.storage.embedded;

import atlas.model.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders and files that other users of the machine can't look into. */
public final class Folders {
  private static final Logger log = LoggerFactory.getLogger(Folders.class);

  private Folders() {}

  /** What a new file needs so that only its owner reads it; nothing where modes don't exist. */
  public static FileAttribute<?>[] privateFile() {
    return mode("rw-------");
  }

  /** The same for a new folder. */
  public static FileAttribute<?>[] privateFolder() {
    return mode("rwx------");
  }

  /** Creates the folder, open to its owner alone, unless it is there. */
  public static Path createPrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) return folder;
    Path parent = folder.getParent();
    if (parent != null) Files.createDirectories(parent);
    return Files.createDirectories(folder, mode("rwx------"));
  }

  /** Sets the mode, such as {@code rwx------}, where modes exist. */
  static void setMode(Path path, String mode) throws IOException {
    if (posix()) Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  /** Whether this machine's files have modes. */
  public static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  /** What lies in the folder under a name that starts so. */
  static List<Path> startingWith(Path folder, String prefix) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, entry -> entry.getFileName().toString().startsWith(prefix))) {
      entries.forEach(found::add);
    }
    return found;
  }

  /** The folder and all that is in it, the innermost first; links are not followed. */
  static List<Path> innermostFirst(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> paths = new ArrayList<>(all.toList());
      Collections.reverse(paths);
      return paths;
    }
  }

  /** Deletes the folder with all that is in it, as far as it can; what is left is no harm. */
  public static void delete(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
    try {
      for (Path path : innermostFirst(folder)) Files.deleteIfExists(path);
    } catch (IOException | UncheckedIOException e) {
      // A program whose starter was killed may still be writing there.
      log.debug("{} is not deleted yet: {}", folder, Fault.of(e));
    }
  }

  private static FileAttribute<?>[] mode(String mode) {
    if (!posix()) return new FileAttribute<?>[0];
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
    };
  }
}
