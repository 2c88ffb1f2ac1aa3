package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.FoundTicket;
import atlas.model.Hit;
import atlas.model.SimilarTicket;
import atlas.storage.FindingTable.Search;
import atlas.storage.RecallTable.Meant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Words are found by an index, the user's alone, and of many hits the best come first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WordsTest {
  private static final int TICKETS = 1_300;

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");

  @BeforeAll
  void manyTickets() {
    for (Caller who : List.of(ann, ben)) {
      db.server()
          .useTransaction(
              handle -> {
                become(handle, who.userId(), "atlas_app");
                SampleRows.addAll(handle, who.userId(), 1);
                addTickets(handle);
              });
    }
  }

  /** The older the higher its number; each speaks of a lamp, the oldest in its title. */
  private static void addTickets(Handle handle) {
    handle.execute(
        """
        insert into tickets (user_id, id, ticket_key, jira_id, project_key, summary, description,
          issue_type, status, status_category, priority_rank, active, raw, synced_at,
          jira_updated_at)
        select atlas_user_id(), gen_random_uuid(), 'LMP-' || n, 'l' || n,
          case when mod(n, 2) = 0 then 'LMP' else 'ODD' end,
          case when n = %1$d then 'The lamp' else 'Report ' || n end,
          case when n = %1$d - 1 then 'lamp zeppelin' else 'A lamp, of ' || mod(n, 7) || ' in all' end,
          'Bug', 'Open', 'new', 3, false, '{}', atlas_now(),
          '2026-01-01'::timestamptz - n * interval '1 hour'
        from generate_series(1, %1$d) as n
        """
            .formatted(TICKETS));
  }

  @AfterAll
  void drop() {
    db.close();
  }

  private Stream<String> tables() {
    return db.admin()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
                            + " where c.relkind = 'r' and not c.relispartition"
                            + " and a.attname = 'words' and not a.attisdropped"
                            // Nobody finds in these for somebody else.
                            + " and c.relname not in ('journal_entries', 'mood_logs') order by 1")
                    .mapTo(String.class)
                    .list()
                    .stream());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void theOwnerSeesWhatOneUserAsksForAndReadsNothingElse(String table) {
    for (Caller who : List.of(ann, ben)) {
      assertThat(asked(who.userId(), table, "'*'")).isNotEmpty().containsOnly(who.userId());
    }
    assertThat(asked(ann.userId(), table, null)).isEmpty();
    assertThat(asked(ann.userId(), table, "'zzz'")).isEmpty();
    assertThat(asked(null, table, "'*'")).isEmpty();
    assertThat(asked(ann.userId(), table, "'" + ben.userId() + "'")).isEmpty();
    assertThat(asked(ann.userId(), table, "!'zzz' | '" + ben.userId() + "'"))
        .containsOnly(ann.userId());
    assertThat(plan(table)).contains("Bitmap Index Scan on " + table + "_words");
  }

  private List<UUID> asked(@Nullable UUID who, String table, @Nullable String question) {
    return db.owner()
        .inTransaction(
            handle -> {
              ask(handle, who, question);
              return handle.createQuery("select user_id from " + table).mapTo(UUID.class).list();
            });
  }

  private String plan(String table) {
    return db.owner()
        .inTransaction(
            handle -> {
              ask(handle, ann.userId(), "'*'");
              handle.execute("set local enable_seqscan = off");
              return String.join(
                  "\n",
                  handle
                      .createQuery("explain select user_id from " + table)
                      .mapTo(String.class)
                      .list());
            });
  }

  private static void ask(Handle handle, @Nullable UUID who, @Nullable String question) {
    handle.execute(
        "select set_config('atlas.user_id', ?, true), set_config('atlas.question', ?, true)",
        who == null ? "" : who.toString(),
        question);
  }

  @Test
  void nobodyFindsAnything() {
    for (String wanted : List.of("ticket", "session", "scenario", "task", "decision", "memory")) {
      assertThat(found(null, wanted, "'*'")).as(wanted).isZero();
      assertThat(found(ann.userId(), wanted, "'*'")).as(wanted).isPositive();
      assertThat(found(ann.userId(), wanted, "'" + ben.userId() + "'")).as(wanted).isZero();
    }
  }

  @Test
  void whereNoPolicyBindsTheOwnerNothingElseIsFoundEither() {
    List<String> tables = tables().toList();
    try {
      force(tables, "no force");
      assertThat(found(null, "ticket", "'*'")).isZero();
      assertThat(found(ann.userId(), "ticket", "'zeppelin'")).isEqualTo(1);
      assertThat(found(ann.userId(), "ticket", "'" + ben.userId() + "'")).isZero();
      assertThat(found(ann.userId(), "scenario", "'zzz'")).isZero();
    } finally {
      force(tables, "force");
    }
  }

  private void force(List<String> tables, String force) {
    db.admin()
        .useHandle(
            handle -> {
              for (String table : tables) {
                handle.execute("alter table " + table + " " + force + " row level security");
              }
            });
  }

  private int found(@Nullable UUID who, String wanted, String question) {
    return db.server()
        .inTransaction(
            handle -> {
              become(handle, who, "atlas_app");
              return handle
                  .createQuery("select count(*) from find_words(:wanted, :question::tsquery)")
                  .bind("wanted", wanted)
                  .bind("question", question)
                  .mapTo(Integer.class)
                  .one();
            });
  }

  private static void become(Handle handle, @Nullable UUID who, String role) {
    handle.execute(
        "select set_config('atlas.user_id', ?, true), set_config('role', ?, true)",
        who == null ? "" : who.toString(),
        role);
  }

  @Test
  void ofManyEachIsOnOnePageAndTheTitleBeforeTheNewest() {
    List<FoundTicket> first = page("lamp", null, false, 0, 100);
    assertThat(first.get(0).matching()).isEqualTo(TICKETS);
    assertThat(first.get(0).ticketKey()).isEqualTo("LMP-" + TICKETS);
    assertThat(walk("lamp", null)).doesNotHaveDuplicates().hasSize(TICKETS);
    assertThat(walk("lamp", "LMP")).doesNotHaveDuplicates().hasSize(TICKETS / 2);
  }

  private List<String> walk(String words, @Nullable String project) {
    var keys = new ArrayList<String>();
    for (int offset = 0; ; offset = keys.size()) {
      List<FoundTicket> page = page(words, project, false, offset, 90);
      if (page.isEmpty()) return keys;
      page.forEach(ticket -> keys.add(ticket.ticketKey()));
    }
  }

  @Test
  void ofEverythingTooEachIsOnOnePage() {
    var names = new ArrayList<String>();
    while (names.size() < 1_000) {
      var search =
          new RecallTable.Search(
              "lamp",
              true,
              new String[] {"LMP-7"},
              new String[0],
              false,
              new String[] {"ticket", "session", "scenario", "task", "event"},
              new String[0],
              false,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              names.size(),
              50);
      var nothing = new Meant(new String[0], new UUID[0], new Double[0]);
      List<Hit> page = db.database().read(ann, tx -> tx.recall().search(search, nothing));
      assertThat(page).hasSize(50).extracting(Hit::matching).containsOnly(TICKETS);
      page.forEach(hit -> names.add(hit.name()));
    }
    assertThat(names).doesNotHaveDuplicates().startsWith("LMP-7", "LMP-" + TICKETS);
  }

  @Test
  void whereAnyWordIsEnoughTheRarestDecides() {
    List<FoundTicket> some = page("lamp zeppelin submarine", null, true, 0, 10);
    assertThat(some).extracting(FoundTicket::ticketKey).containsExactly("LMP-" + (TICKETS - 1));
    assertThat(some.get(0).matching()).isEqualTo(1);
    assertThat(page("lamp submarine", null, true, 0, 10).get(0).matching()).isEqualTo(TICKETS);
    assertThat(page("submarine", null, true, 0, 10)).isEmpty();
  }

  @Test
  void ofManyTheOneThatSharesARareWordIsTheMostAlike() {
    List<SimilarTicket> alike =
        db.database()
            .read(
                ann,
                tx ->
                    tx.finding()
                        .similar(
                            new String[0],
                            "NEW-1",
                            "Zeppelin over the harbour",
                            "A lamp of the zeppelin, in all its light",
                            new String[0],
                            "Bug",
                            false,
                            3));
    assertThat(alike.get(0).ticketKey()).isEqualTo("LMP-" + (TICKETS - 1));
  }

  private List<FoundTicket> page(
      String words, @Nullable String project, boolean any, int offset, int limit) {
    var search =
        new Search(words, new String[0], any, new String[0], project, null, null, offset, limit);
    return db.database().read(ann, tx -> tx.finding().search(search));
  }
}
