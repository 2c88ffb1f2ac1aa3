package atlas.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/** Homes to test with: one set of programs for all, and data made once and copied. */
final class Homes {
  private final Path root;
  private final Path binaries;
  private int count;

  Homes(Path root) throws IOException {
    this.root = root;
    this.binaries = root.resolve("postgres-17.11");
    // As nobody, PostgreSQL and a test's own process have to get through.
    open(root);
  }

  Path binaries() {
    return binaries;
  }

  /** A home with nothing in it, not even there. */
  Path empty() {
    return root.resolve("home-" + count++);
  }

  /** A home whose data are there and whose server does not run. */
  Path prepared() throws IOException {
    Path template = root.resolve("template");
    if (!Files.exists(template)) EmbeddedPostgres.join(template, binaries).close();
    Path home = empty();
    try (Stream<Path> all = Files.walk(template)) {
      for (Path from : all.toList()) {
        Path to = home.resolve(template.relativize(from).toString());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return home;
  }

  static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static String password(Path home) throws IOException {
    return Files.readString(home.resolve("secrets/postgres"));
  }

  static ProcessHandle server(Path home) throws IOException {
    return Postmaster.of(home.resolve("data-17")).orElseThrow().process();
  }

  /** Runs the statement as the superuser; the first column of the last row it gave, if any. */
  static String run(Path home, int port, String sql) throws SQLException, IOException {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", password(home));
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) return "";
      String value = "";
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) value = rows.getString(1);
      }
      return value;
    }
  }
}
