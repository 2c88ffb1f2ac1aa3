package atlas.storage;

import atlas.storage.embedded.EmbeddedPostgres;
import atlas.storage.embedded.SharedPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.jdbi.v3.core.Jdbi;

/** The embedded PostgreSQL in a folder that is deleted when it stops. */
final class EphemeralPostgres implements AutoCloseable {
  private final Path folder;
  private final EmbeddedPostgres postgres;

  EphemeralPostgres() {
    try {
      this.folder = Files.createTempDirectory("atlas-test-");
      if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        // As root it may run as nobody, who has to get through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      this.postgres = EmbeddedPostgres.join(folder.resolve("home"), SharedPrograms.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Nobody needs these data after a power failure.
    Jdbi.create(new UrlSource(admin()))
        .useHandle(
            handle -> {
              handle.execute("alter system set fsync = off");
              handle.execute("alter system set full_page_writes = off");
              handle.execute("alter system set synchronous_commit = off");
              handle.execute("select pg_reload_conf()");
            });
  }

  PostgresUrl admin() {
    return new PostgresUrl(
        postgres.url("postgres"), postgres.superuser(), postgres.superuserPassword());
  }

  @Override
  public void close() {
    postgres.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
