package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaTest {
  private final String name = TestServer.newName();
  private final DatabaseSetup.Logins bySchema = TestServer.empty(name);
  private final List<String> migrated;

  SchemaTest() throws IOException, SQLException {
    try (var connection = bySchema.owner().connect();
        var statement = connection.createStatement()) {
      statement.execute(schema());
    }
    String other = TestServer.newName();
    DatabaseSetup.Logins byMigrations = TestServer.empty(other);
    Migrations.run(byMigrations.owner());
    migrated = Catalogue.of(admin(other));
  }

  @AfterAll
  void drop() {
    TestServer.asAdmin(handle -> handle.execute("drop database " + name + " with (force)"));
  }

  private static String schema() throws IOException {
    try (var in = Database.class.getResourceAsStream("/schema.sql")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Jdbi admin(String database) {
    PostgresUrl admin = TestServer.admin();
    return Connector.jdbi(new UrlSource(admin.with(database, admin.user(), admin.password())));
  }

  @Test
  void theMigrationsBuildWhatSchemaSqlSays() {
    assertThat(migrated).hasSizeGreaterThan(300).isEqualTo(Catalogue.of(admin(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table tickets add column extra text",
        "alter table tickets alter summary drop not null",
        "alter table tickets alter description set default 'x'",
        "alter table tickets drop constraint tickets_priority_rank_check",
        "drop index tickets_active",
        "alter table tickets no force row level security",
        "alter policy own on tickets using (true)",
        "alter table events disable trigger refuse_change",
        "drop trigger touch_updated_at on tickets",
        "alter view session_totals reset (security_invoker)",
        "revoke select on tickets from atlas_app",
        "grant select (hash) on api_tokens to atlas_app",
        "grant execute on function issue_token to public",
        "alter function find_token(bytea, timestamptz) reset search_path",
        "alter function find_token(bytea, timestamptz) security invoker",
        "alter function atlas_now() volatile",
        "create or replace function refuse_change() returns trigger language plpgsql as "
            + "'begin return null; end'",
        "alter sequence event_seq cycle",
        "create table more (id integer)",
        "create type mood as enum ('good', 'bad')",
        "grant create on schema public to public"
      })
  void theComparisonSeesADifferenceLike(String change) {
    admin(name)
        .useHandle(
            handle -> {
              handle.begin();
              handle.execute(change);
              List<String> changed = Catalogue.of(handleOnly(handle));
              handle.rollback();
              assertThat(changed).isNotEqualTo(migrated);
            });
  }

  private static Jdbi handleOnly(org.jdbi.v3.core.Handle handle) {
    return Jdbi.create(handle.getConnection());
  }

  @Test
  void everyUpdatedAtIsKeptByTheOneTrigger() {
    List<String> without =
        admin(name)
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select a.attrelid::regclass::text from pg_attribute a
                            join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                            where c.relnamespace = 'public'::regnamespace
                              and a.attname = 'updated_at'
                              and not exists (
                                select from pg_trigger g
                                where g.tgrelid = c.oid and g.tgname = 'touch_updated_at'
                                  and g.tgfoid = 'touch_updated_at'::regproc
                                  and g.tgenabled = 'O' and g.tgtype = 19)
                            """)
                        .mapTo(String.class)
                        .list());
    assertThat(without).isEmpty();
  }

  @Test
  void userIdLeadsEveryKey() {
    List<String> others =
        admin(name)
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select i.indexrelid::regclass::text
                            from pg_index i join pg_class c on c.oid = i.indrelid
                            join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                            where c.relnamespace = 'public'::regnamespace
                              and a.attname <> 'user_id'
                            order by 1
                            """)
                        .mapTo(String.class)
                        .list());
    // A person, and a hash or a name by which we learn whose it is, are found before the user is
    // known; the scheduler looks for work whosever it is; a reader finds what others gave them.
    assertThat(others)
        .containsExactly(
            "api_tokens_hash_key",
            "scheduled_tasks_due",
            "scheduled_tasks_pkey",
            "scheduled_tasks_running",
            "shared_packs_by_reader",
            "users_name_key",
            "users_pkey",
            "webhook_accounts_name_key");
  }
}
