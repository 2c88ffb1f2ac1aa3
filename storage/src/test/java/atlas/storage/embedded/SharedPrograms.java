package atlas.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** PostgreSQL's programs, unpacked once for all the test JVMs of a user. */
public final class SharedPrograms {
  private SharedPrograms() {}

  /** The folder; what is in it is made by the first who joins. */
  public static Path folder() throws IOException {
    String user = System.getProperty("user.name");
    Path mine = Path.of(System.getProperty("java.io.tmpdir"), "atlas-tests-" + user);
    Files.createDirectories(mine);
    if (!Files.getOwner(mine).getName().equals(user)) {
      throw new IOException("Somebody else made " + mine + ": remove it.");
    }
    return mine.resolve("postgres-" + Binaries.VERSION);
  }
}
