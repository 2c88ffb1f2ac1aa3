package atlas.storage;

/** The PostgreSQL server that the tests of this JVM share. */
final class TestServer {
  private TestServer() {}

  /** A superuser's URL. */
  static PostgresUrl admin() {
    return PostgresUrl.parse(System.getProperty("postgres.url", ""));
  }
}
