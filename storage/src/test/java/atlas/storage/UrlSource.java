package atlas.storage;

import org.postgresql.ds.PGSimpleDataSource;

/** Connections of one login, without a pool. */
final class UrlSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1;

  UrlSource(PostgresUrl url) {
    setUrl(url.jdbc());
    setUser(url.user());
    setPassword(url.password());
  }
}
