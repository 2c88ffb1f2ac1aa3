package atlas.storage;

import atlas.model.Refusal;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is and as whom to log in. Its text shows neither host nor password.
 *
 * @param jdbc the URL without user and password
 */
public record PostgresUrl(String jdbc, String user, String password) {

  /**
   * Reads postgresql://user:password@host:port/name or
   * jdbc:postgresql://host/name?user=…&password=….
   *
   * @throws IllegalArgumentException with a sentence for the person who configured it
   */
  public static PostgresUrl parse(String text) {
    String plain = text.strip();
    if (plain.startsWith("jdbc:")) plain = plain.substring("jdbc:".length());
    URI uri;
    try {
      uri = URI.create(plain);
    } catch (IllegalArgumentException e) {
      // The message would show the password.
      throw new IllegalArgumentException(
          "is not a URL; write postgresql://user:password@host:5432/name");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("postgresql") && !scheme.equals("postgres") || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "must look like postgresql://user:password@host:5432/name");
    }
    String user = null;
    String password = null;
    if (uri.getRawUserInfo() != null) {
      String[] parts = uri.getRawUserInfo().split(":", 2);
      user = decode(parts[0]);
      password = parts.length == 2 ? decode(parts[1]) : null;
    }
    var rest = new StringBuilder();
    for (String pair : uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
      if (pair.startsWith("user=")) user = decode(pair.substring("user=".length()));
      else if (pair.startsWith("password="))
        password = decode(pair.substring("password=".length()));
      else rest.append(rest.isEmpty() ? '?' : '&').append(pair);
    }
    String path = uri.getRawPath();
    if (user == null || path == null || path.length() < 2) {
      throw new IllegalArgumentException(
          "needs a user and a database name: postgresql://user:password@host:5432/name");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return new PostgresUrl(
        "jdbc:postgresql://" + uri.getHost() + port + path + rest,
        user,
        password == null ? "" : password);
  }

  /** The same server with another database and login. */
  PostgresUrl with(String database, String otherUser, String otherPassword) {
    int path = jdbc.indexOf('/', "jdbc:postgresql://".length());
    int query = jdbc.indexOf('?', path);
    return new PostgresUrl(
        jdbc.substring(0, path + 1) + database + (query < 0 ? "" : jdbc.substring(query)),
        otherUser,
        otherPassword);
  }

  /** The same login on another database of the server. */
  public PostgresUrl with(String database) {
    return with(database, user, password);
  }

  /** One connection, outside any pool. Refuses when the server does not answer. */
  public Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "8");
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(jdbc, properties);
  }

  /** The URL as it is configured, with its password: for the person who must keep it. */
  public String withPassword() {
    String rest = jdbc.substring("jdbc:postgresql://".length());
    return "postgresql://"
        + URLEncoder.encode(user, StandardCharsets.UTF_8)
        + ":"
        + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20")
        + "@"
        + rest;
  }

  /** What to tell somebody whose database could not be reached. */
  public static Refusal unreachable(String variable, @Nullable SQLException why) {
    String state = why == null || why.getSQLState() == null ? "" : why.getSQLState();
    return Refusal.unavailable(
        switch (state) {
          case "28P01", "28000" ->
              "PostgreSQL refuses the login in " + variable + ": mend its user or password.";
          case "3D000" ->
              "PostgreSQL has no database of the name in "
                  + variable
                  + ": run atlas db init to make it.";
          default ->
              "PostgreSQL can't be reached at "
                  + variable
                  + ": check that it runs and that host and port are right, or unset the variable "
                  + "to use the embedded one. atlas doctor says more.";
        });
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "PostgreSQL as " + user;
  }
}
