package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelfCheckTest {
  private final TestDatabase db = TestDatabase.create();
  private final String owner = db.logins().owner().user();

  @AfterAll
  void drop() {
    db.close();
  }

  @Test
  void theServingLoginMayServe() {
    assertThat(refusal(db.logins().server(), null)).isNull();
    assertThat(refusal(db.logins().server(), db.logins().owner())).isNull();
  }

  @Test
  void theOwnersLoginMayNot() {
    assertThat(sentence(db.logins().owner()))
        .contains("it owns tables, or is a member of who does")
        .contains("it is not a member of atlas_app")
        .endsWith("Run atlas db init and use the serving login that it prints.");
  }

  @ParameterizedTest
  @CsvSource({
    "superuser, it is a superuser",
    "bypassrls, it may bypass row-level security",
    "createrole, it may create roles"
  })
  void aLoginWithAnAttributeThatGetsRoundSecurityMayNot(String attribute, String problem) {
    assertThat(sentence(login(attribute, "atlas_app"))).contains(problem);
  }

  @Test
  void aMemberOfTheOwnerMayNotEvenAtSecondHand() {
    assertThat(sentence(login("inherit", "atlas_app", owner))).contains("member of who does");
    String between = TestServer.newName();
    TestServer.asAdmin(handle -> handle.execute("create role " + between + " in role " + owner));
    assertThat(sentence(login("noinherit", "atlas_app", between))).contains("member of who does");
  }

  @Test
  void aLoginThatIsNoMemberOfAtlasAppMayNot() {
    for (PostgresUrl migrating : new PostgresUrl[] {null, db.logins().owner()}) {
      assertThat(Objects.requireNonNull(refusal(login("inherit"), migrating)).sentence())
          .contains("it is not a member of atlas_app");
    }
  }

  @Test
  void aLoginThatMakesBackupsMayNotServe() {
    assertThat(sentence(login("inherit", "atlas_app", "atlas_backup")))
        .contains("it is a member of atlas_backup");
  }

  @Test
  void aLoginThatTakesPeopleAwayMayNotServe() {
    assertThat(sentence(login("inherit", "atlas_app", "atlas_purge")))
        .contains("it is a member of atlas_purge");
  }

  @Test
  void aLoginThatDoesNotInheritCouldDoNoJobsAndMayNot() {
    assertThat(sentence(login("noinherit", "atlas_app")))
        .contains("it does not inherit what atlas_app may do");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table tickets no force row level security"
            + "| alter table tickets force row level security"
            + "| table tickets has no forced row-level security",
        "alter table tickets disable row level security"
            + "| alter table tickets enable row level security"
            + "| table tickets has no forced row-level security",
        "create table plain (id integer)"
            + "| drop table plain"
            + "| table plain has no forced row-level security",
        "create materialized view copy as select 1 as one"
            + "| drop materialized view copy"
            + "| table copy has no forced row-level security",
        "alter view session_totals reset (security_invoker)"
            + "| alter view session_totals set (security_invoker = true)"
            + "| view session_totals is not security_invoker",
        "alter table events_2026_03 disable trigger refuse_change"
            + "| alter table events_2026_03 enable trigger refuse_change"
            + "| the event log may be changed (events_2026_03)",
        "grant delete on events to atlas_app"
            + "| revoke delete on events from atlas_app"
            + "| the event log may be changed (events)",
        "grant select on api_tokens to atlas_app"
            + "| revoke select on api_tokens from atlas_app"
            + "| it may read or write api_tokens itself",
        "grant create on schema public to public"
            + "| revoke create on schema public from public"
            + "| it may create things in schema public"
      })
  void aDatabaseWhoseGuardWasTakenAwayIsNotServed(String change, String back, String problem) {
    db.admin().useHandle(handle -> handle.execute(change));
    try {
      assertThat(sentence(db.logins().server())).contains(problem);
    } finally {
      db.admin().useHandle(handle -> handle.execute(back));
    }
    assertThat(refusal(db.logins().server(), null)).isNull();
  }

  private String sentence(PostgresUrl login) {
    Refusal no = Objects.requireNonNull(refusal(login, db.logins().owner()));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    return no.sentence();
  }

  private @Nullable Refusal refusal(PostgresUrl login, @Nullable PostgresUrl migrating) {
    return catchThrowableOfType(
        Refusal.class,
        () ->
            new Connector(() -> new Connector.Logins.Pair(login, migrating), 1, db.clock())
                .get()
                .close());
  }

  private PostgresUrl login(String attribute, String... memberOf) {
    String role = TestServer.newName();
    PostgresUrl server = db.logins().server();
    TestServer.asAdmin(
        handle -> {
          handle.execute("create role " + role + " login password 'x' " + attribute);
          for (String group : memberOf) handle.execute("grant " + group + " to " + role);
        });
    db.admin()
        .useHandle(
            handle ->
                handle.execute(
                    "do $$ begin execute format('grant connect on database %I to "
                        + role
                        + "', current_database()); end $$"));
    return new PostgresUrl(server.jdbc(), role, "x");
  }
}
