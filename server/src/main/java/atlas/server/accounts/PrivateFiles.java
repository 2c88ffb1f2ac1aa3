package atlas.server.accounts;

import atlas.model.Fault;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A folder of JSON files that hold secrets. Several processes share it, so that each file is
 * replaced whole and read anew when it has changed. One that others may read is not used at all:
 * what is in it must count as known.
 */
final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
  private static final String SUFFIX = ".json";
  private static final long LONGEST = 64 * 1024;
  private static final int MOST = 1_000;
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path folder;

  /** What a file that was replaced does not keep. */
  record Stamp(FileTime modified, long size, @Nullable Object key) {}

  PrivateFiles(Path folder) {
    this.folder = folder;
  }

  /** The names there are, in order; at most 1,000. */
  List<String> names() {
    var names = new ArrayList<String>();
    if (!Files.isDirectory(folder)) return names;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        names.add(name.substring(0, name.length() - SUFFIX.length()));
        if (names.size() == MOST) break;
      }
    } catch (IOException e) {
      throw unusable(folder.getFileName().toString(), e);
    }
    Collections.sort(names);
    return names;
  }

  /** How the file is now, if there is one. */
  Optional<Stamp> stamp(String name) {
    try {
      var is = Files.readAttributes(file(name), BasicFileAttributes.class);
      return Optional.of(new Stamp(is.lastModifiedTime(), is.size(), is.fileKey()));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw unusable(shown(name), e);
    }
  }

  /** What is in the file, if there is one. */
  <T> Optional<T> read(String name, Class<T> type) {
    Path file = file(name);
    try {
      if (!Files.exists(file)) return Optional.empty();
      if (Folders.posix() && seenByOthers(file)) {
        throw Refusal.unavailable(
            "The file "
                + shown(name)
                + " under ATLAS_HOME holds a secret that others on its machine may read: make a"
                + " new secret, and run chmod 600 on it, or add it anew with atlas account.");
      }
      if (Files.size(file) > LONGEST) throw broken(name);
      return Optional.ofNullable(Json.MAPPER.readValue(Files.readString(file), type));
    } catch (IOException e) {
      throw unusable(shown(name), e);
    } catch (JacksonException e) {
      log.warn("{} is not what it should be: {}", shown(name), Fault.of(e));
      throw broken(name);
    }
  }

  /** Puts it in the place of what was there; nobody sees half of it. */
  void write(String name, Object content) {
    try {
      Folders.createPrivate(folder);
      Path draft = Files.createTempFile(folder, ".draft", "", Folders.privateFile());
      try {
        try (FileChannel channel = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
          String text = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content);
          ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
          while (buffer.hasRemaining()) channel.write(buffer);
          channel.force(true);
        }
        Files.move(
            draft, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw unusable(shown(name), e);
    }
  }

  /** Takes it away; whether there was one. */
  boolean delete(String name) {
    try {
      return Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw unusable(shown(name), e);
    }
  }

  // A folder that others may write in is as bad: they could put a file of theirs in ours' place.
  private boolean seenByOthers(Path file) throws IOException {
    Set<PosixFilePermission> ofFolder = Files.getPosixFilePermissions(folder);
    return !Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS)
        || ofFolder.contains(PosixFilePermission.GROUP_WRITE)
        || ofFolder.contains(PosixFilePermission.OTHERS_WRITE);
  }

  /** Where the file of that name lies. */
  Path file(String name) {
    return folder.resolve(name + SUFFIX);
  }

  private String shown(String name) {
    return folder.getFileName() + "/" + name + SUFFIX;
  }

  private Refusal broken(String name) {
    return Refusal.unavailable(
        "The file "
            + shown(name)
            + " under ATLAS_HOME is not what ATLAS wrote; make it anew with atlas account.");
  }

  private static Refusal unusable(String shown, IOException e) {
    log.warn("{} can't be used: {}", shown, Fault.of(e));
    return Refusal.unavailable(
        "The file "
            + shown
            + " under ATLAS_HOME can't be read or written; it has to belong to the user who runs"
            + " ATLAS.");
  }
}
