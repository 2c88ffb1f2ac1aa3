package atlas.server.cli;

import atlas.server.EmbeddedLogins;
import atlas.server.config.Config;
import atlas.server.config.ConfigProblem;
import atlas.storage.PostgresUrl;
import org.jspecify.annotations.Nullable;

/** The login that owns the database, for commands on the whole of it; nothing is migrated. */
final class OwnerLogin implements AutoCloseable {
  private final PostgresUrl url;
  private final @Nullable EmbeddedLogins embedded;

  private OwnerLogin(PostgresUrl url, @Nullable EmbeddedLogins embedded) {
    this.url = url;
    this.embedded = embedded;
  }

  static OwnerLogin of(Config config) {
    if (config.databaseUrl() == null && config.databaseOwnerUrl() == null) {
      var embedded = new EmbeddedLogins(config.home());
      return new OwnerLogin(embedded.owner(), embedded);
    }
    if (config.databaseOwnerUrl() == null) {
      throw new ConfigProblem(
          "Set ATLAS_DATABASE_OWNER_URL: the serving login of ATLAS_DATABASE_URL sees one user's"
              + " rows at a time, and this is about everybody's.");
    }
    return new OwnerLogin(config.databaseOwnerUrl(), null);
  }

  PostgresUrl url() {
    return url;
  }

  /** Takes off the embedded PostgreSQL's disk what was deleted; of your own we don't dispose. */
  void forgetDeleted() {
    if (embedded != null) embedded.forgetDeleted();
  }

  @Override
  public void close() {
    if (embedded != null) embedded.close();
  }
}
