package atlas.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.Utils;

/** Makes what ATLAS needs of a PostgreSQL server: the roles, the two logins and the database. */
public final class DatabaseSetup {
  /** The two logins of a database: the owner's migrates, the serving one owns nothing. */
  public record Logins(PostgresUrl owner, PostgresUrl server) {}

  private DatabaseSetup() {}

  /** The same, but nothing is touched where the serving login works already. */
  public static Logins ensure(
      PostgresUrl admin, String database, String ownerPassword, String serverPassword)
      throws SQLException {
    Logins logins = logins(admin, database, ownerPassword, serverPassword);
    try (Connection works = logins.server().connect()) {
      works.isValid(1);
      return logins;
    } catch (SQLException notYet) {
      return init(admin, database, ownerPassword, serverPassword);
    }
  }

  /**
   * Makes what is absent and sets the passwords of the two logins; harmless to repeat.
   *
   * @param admin a login that may create roles and databases, on any database of the server
   * @param database the name of the database to make
   */
  public static Logins init(
      PostgresUrl admin, String database, String ownerPassword, String serverPassword)
      throws SQLException {
    String owner = database + "_owner";
    String server = database + "_server";
    try (Connection connection = admin.connect();
        Statement statement = connection.createStatement()) {
      // Two starts at once would change the same role at once, which PostgreSQL refuses.
      statement.execute("select pg_advisory_lock(hashtext('atlas.database_setup'))");
      makeRole(statement, "atlas_app", "nologin");
      makeRole(statement, "atlas_backup", "nologin");
      makeRole(statement, "atlas_may_backup", "nologin noinherit");
      makeRole(statement, "atlas_purge", "nologin");
      makeRole(statement, "atlas_may_purge", "nologin noinherit");
      makeRole(statement, owner, "login");
      makeRole(statement, server, "login");
      statement.execute("alter role " + name(owner) + " password " + text(ownerPassword));
      statement.execute("alter role " + name(server) + " password " + text(serverPassword));
      statement.execute("grant atlas_app to " + name(server));
      // The owner may become the one, but inherits nothing of it through the other: what its
      // functions do must not see everybody's rows. On 15 a role inherits from all or from none.
      statement.execute("grant atlas_backup to atlas_may_backup");
      statement.execute("grant atlas_may_backup to " + name(owner));
      statement.execute("grant atlas_purge to atlas_may_purge");
      statement.execute("grant atlas_may_purge to " + name(owner));
      // Whoever is no superuser must be a member of the role that it gives a database to.
      statement.execute(
          "do $$ begin if not (select rolsuper from pg_roles where rolname = current_user) then "
              + "execute format('grant %I to current_user', "
              + text(owner)
              + "); end if; end $$");
      if (!exists(statement, "select from pg_database where datname = " + text(database))) {
        statement.execute(
            "create database "
                + name(database)
                + " owner "
                + name(owner)
                + " encoding 'UTF8' template template0");
        statement.execute("revoke all on database " + name(database) + " from public");
        statement.execute("grant connect on database " + name(database) + " to " + name(server));
      }
    }
    return logins(admin, database, ownerPassword, serverPassword);
  }

  private static Logins logins(
      PostgresUrl admin, String database, String ownerPassword, String serverPassword) {
    return new Logins(
        admin.with(database, database + "_owner", ownerPassword),
        admin.with(database, database + "_server", serverPassword));
  }

  private static void makeRole(Statement statement, String role, String login) throws SQLException {
    // Roles belong to the cluster: another database, or another start, may be making it now.
    statement.execute(
        "do $$ begin if not exists (select from pg_roles where rolname = "
            + text(role)
            + ") then create role "
            + name(role)
            + " "
            + login
            + "; end if; exception when duplicate_object or unique_violation then null; end $$");
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (var rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static String name(String identifier) throws SQLException {
    return Utils.escapeIdentifier(null, identifier).toString();
  }

  private static String text(String literal) throws SQLException {
    return "'" + Utils.escapeLiteral(null, literal, true) + "'";
  }
}
