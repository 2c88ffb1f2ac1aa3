package atlas.storage.embedded;

import atlas.model.Fault;
import atlas.model.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets that we made up ourselves, each in a file that only its owner may read. */
public final class SecretFiles {
  private static final Logger log = LoggerFactory.getLogger(SecretFiles.class);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int BYTES = 32;

  private final Path directory;
  private final SecureRandom random = new SecureRandom();

  /** The secrets of that directory, which need not exist yet. */
  public SecretFiles(Path directory) {
    this.directory = directory;
  }

  /** The secret of that name; made up, the same for every process, when there is none yet. */
  public String get(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not the name of a secret: " + name);
    }
    Path file = directory.resolve(name);
    try {
      Folders.createPrivate(directory);
      if (!Files.exists(file)) create(file);
      // A folder that somebody made by hand may be open to all; a backup that was put back, too.
      Folders.setMode(directory, "rwx------");
      Folders.setMode(file, "rw-------");
      String secret = Files.readString(file).strip();
      if (!secret.isEmpty()) return secret;
    } catch (IOException e) {
      log.warn("The secret file {} can't be used: {}", file, Fault.of(e));
    }
    throw Refusal.unavailable(
        "The secret file "
            + file
            + " can't be read or made: it has to be a readable file that is not empty and belongs"
            + " to the user who runs ATLAS.");
  }

  /** Writes the secret elsewhere and links it: whoever links first wins, nobody sees half of it. */
  private void create(Path file) throws IOException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Path draft = Files.createTempFile(directory, ".draft", "", Folders.privateFile());
    try {
      try (FileChannel channel = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
        ByteBuffer buffer = ByteBuffer.wrap(secret.getBytes(StandardCharsets.US_ASCII));
        while (buffer.hasRemaining()) channel.write(buffer);
        channel.force(true);
      }
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      log.debug("Another process made {} first", file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
