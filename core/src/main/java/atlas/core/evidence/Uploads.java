package atlas.core.evidence;

import atlas.core.FileCache;
import atlas.core.Outside;
import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that people added to evidence: each under the hash of what is in it, in a folder of its
 * user's. The name that it had is in the database and leads nowhere.
 */
public final class Uploads {
  /** The longest file that is kept. */
  public static final int MOST_BYTES = 10 * 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(Uploads.class);
  private static final int LONGEST_NAME = 200;
  private static final List<Path> SYSTEM =
      List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

  /** A file as somebody named it, read whole. */
  record Read(String filename, String mimeType, byte[] bytes, String sha256) {}

  private final Path folder;
  private final List<Path> ours;

  /**
   * @param folder which need not exist yet
   * @param ours folders out of which nothing is read: the database, the secrets, backups
   */
  public Uploads(Path folder, List<Path> ours) {
    this.folder = folder;
    this.ours = List.copyOf(ours);
  }

  /** Reads a file of this machine; refuses what is none, is empty, too long, or ours. */
  Read read(String written) {
    String shown = Outside.line(written, LONGEST_NAME);
    try {
      Path path = Path.of(written.strip());
      if (!path.isAbsolute()) {
        throw Refusal.invalid("Give the whole path of the file, from the root: " + shown);
      }
      Path real = path.toRealPath();
      for (Path own : ours) {
        if (Files.exists(own) && real.startsWith(own.toRealPath())) {
          throw Refusal.forbidden(
              "What is in ATLAS_HOME and among the backups is ATLAS's own and is not read: "
                  + shown);
        }
      }
      // A pipe or a device would never end, and what a system shows as files has our secrets too.
      if (!Files.isRegularFile(real) || SYSTEM.stream().anyMatch(real::startsWith)) {
        throw Refusal.invalid("This is no file: " + shown);
      }
      byte[] bytes = bytes(real, shown);
      String name = Outside.line(String.valueOf(path.getFileName()), LONGEST_NAME - 1);
      return new Read(
          name.isEmpty() ? "file" : name, FileType.of(bytes), bytes, FileCache.name(bytes));
    } catch (InvalidPathException notOne) {
      throw Refusal.invalid("This is no path: " + shown);
    } catch (NoSuchFileException missing) {
      throw Refusal.notFound("There is no file " + shown);
    } catch (AccessDeniedException denied) {
      throw Refusal.forbidden("ATLAS may not read " + shown);
    } catch (IOException e) {
      log.warn("A file could not be read: {}", Fault.of(e));
      throw Refusal.unavailable("The file can't be read: " + shown);
    }
  }

  private static byte[] bytes(Path real, String shown) throws IOException {
    try (InputStream content = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = content.readNBytes(MOST_BYTES + 1);
      if (bytes.length == 0) throw Refusal.invalid("The file is empty: " + shown);
      if (bytes.length > MOST_BYTES) {
        throw Refusal.invalid(
            "The file has more than 10 MB: " + shown + ". Keep it elsewhere and give source_url.");
      }
      return bytes;
    }
  }

  /** Keeps a file, on the disk before this returns. */
  void keep(UUID user, Read file) {
    Path path = path(user, file.sha256());
    try {
      if (kept(user, file.sha256()).isPresent()) return;
      Folders.createPrivate(folder);
      Folders.createPrivate(of(user));
      Path shelf = Folders.createPrivate(of(user).resolve(file.sha256().substring(0, 2)));
      Path draft = Files.createTempFile(shelf, ".draft", "", Folders.privateFile());
      try {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = ByteBuffer.wrap(file.bytes());
          while (bytes.hasRemaining()) channel.write(bytes);
          channel.force(true);
        }
        Files.move(
            draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      log.warn("A file could not be kept: {}", Fault.of(e));
      throw Refusal.unavailable(
          "The file can't be kept under ATLAS_HOME: make room there, or let ATLAS write there.");
    }
  }

  /** What is in a file of the user's, if it is there and whole. */
  Optional<byte[]> kept(UUID user, String sha256) {
    try {
      byte[] bytes = Files.readAllBytes(path(user, sha256));
      if (FileCache.name(bytes).equals(sha256)) return Optional.of(bytes);
      log.warn("An upload is not what its name says: {}", sha256);
    } catch (NoSuchFileException notThere) {
      log.debug("{} is not among the uploads", sha256);
    } catch (IOException e) {
      log.warn("An upload can't be read: {}", Fault.of(e));
    }
    return Optional.empty();
  }

  private Path of(UUID user) {
    return folder.resolve(user.toString());
  }

  private Path path(UUID user, String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) throw new IllegalArgumentException("Not a hash");
    return of(user).resolve(sha256.substring(0, 2)).resolve(sha256);
  }
}
