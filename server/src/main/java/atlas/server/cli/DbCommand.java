package atlas.server.cli;

import atlas.model.Refusal;
import atlas.server.config.Config;
import atlas.server.config.ConfigProblem;
import atlas.storage.DatabaseSetup;
import atlas.storage.Migrations;
import atlas.storage.PostgresUrl;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Your own PostgreSQL. */
@Command(name = "db", description = "Prepare your own PostgreSQL.")
final class DbCommand extends Group {
  DbCommand(Map<String, String> environment) {
    super(Map.of("init", new Init(environment)));
  }

  /** Makes the roles, the logins and the database, and migrates it. */
  @Command(
      name = "init",
      description =
          "Make roles, logins and database with ATLAS_DATABASE_ADMIN_URL, and print what to set.")
  static final class Init extends AtlasCommand implements Callable<Integer> {
    @Option(names = "--database", defaultValue = "atlas", description = "The database's name.")
    String database = "";

    Init(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      Config config = config();
      PostgresUrl admin = config.databaseAdminUrl();
      if (admin == null) {
        throw new ConfigProblem(
            "Set ATLAS_DATABASE_ADMIN_URL to a login that may create roles and databases, "
                + "e.g. postgresql://postgres:secret@127.0.0.1:5432/postgres.");
      }
      if (!database.matches("[a-z][a-z0-9_]{0,40}")) {
        throw Refusal.invalid("A database's name has small letters, digits and underscores.");
      }
      try {
        var logins = DatabaseSetup.init(admin, database, secret(), secret());
        Migrations.run(logins.owner());
        out().println("# Put these where ATLAS is started; they hold passwords.");
        out().println("ATLAS_DATABASE_URL=" + logins.server().withPassword());
        out().println("ATLAS_DATABASE_OWNER_URL=" + logins.owner().withPassword());
        return 0;
      } catch (SQLException e) {
        throw PostgresUrl.unreachable("ATLAS_DATABASE_ADMIN_URL", e);
      }
    }

    private static String secret() {
      byte[] bytes = new byte[24];
      new SecureRandom().nextBytes(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
  }
}
