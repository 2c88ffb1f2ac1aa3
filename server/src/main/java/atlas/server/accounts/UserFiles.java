package atlas.server.accounts;

import atlas.core.access.DataExport;
import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of a user's lies in files beside the database: accounts, webhooks, exports, files. */
public final class UserFiles {
  private static final Logger log = LoggerFactory.getLogger(UserFiles.class);

  private final Path home;
  private final Path files;

  /**
   * @param files the folder in which files lie under their hashes
   */
  public UserFiles(Path home, Path files) {
    this.home = home;
    this.files = files;
  }

  /**
   * All that is there.
   *
   * @param hashes of the files that nobody else has
   */
  public List<Path> find(UUID userId, Set<String> hashes) {
    var found = new ArrayList<Path>();
    try {
      Path accounts = home.resolve("accounts");
      found.addAll(named(accounts, "*" + userId + "*"));
      found.addAll(named(accounts.resolve("gitlab"), "*" + userId + "*"));
      found.addAll(webhooks(userId));
      found.addAll(inside(DataExport.folder(home.resolve("exports"), userId)));
      found.addAll(inside(DataExport.uploads(files, userId)));
      for (String hash : hashes) {
        Path file = files.resolve(hash.substring(0, 2)).resolve(hash);
        if (Files.exists(file)) found.add(file);
      }
      return found;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Takes all of it away, and says how many files that was. */
  public int clear(UUID userId, Set<String> hashes) {
    List<Path> found = find(userId, hashes);
    try {
      for (Path file : found) Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable(e);
    }
    Folders.delete(DataExport.folder(home.resolve("exports"), userId));
    Folders.delete(DataExport.uploads(files, userId));
    return found.size();
  }

  /** A secret's file names whose it is, and so does nothing else about it. */
  private List<Path> webhooks(UUID userId) {
    var secrets = new WebhookSecrets(home);
    var found = new ArrayList<Path>();
    for (String name : secrets.names()) {
      try {
        if (secrets.owner(name).filter(userId::equals).isPresent()) found.add(secrets.path(name));
      } catch (Refusal unusable) {
        log.warn("A webhook's file is passed over: {}", unusable.sentence());
      }
    }
    return found;
  }

  private static List<Path> named(Path folder, String pattern) throws IOException {
    var found = new ArrayList<Path>();
    if (!Files.isDirectory(folder)) return found;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
      files.forEach(found::add);
    }
    return found;
  }

  private static List<Path> inside(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) return List.of();
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static Refusal unusable(IOException e) {
    log.warn("Files under the home can't be used: {}", Fault.of(e));
    return Refusal.unavailable(
        "Files under ATLAS_HOME can't be read or deleted; they have to belong to the user who runs"
            + " ATLAS. Repeat this when they do.");
  }
}
