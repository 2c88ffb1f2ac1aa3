package atlas.bench;

import atlas.core.memory.Projects;
import atlas.core.memory.Recall;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.Finding;
import atlas.core.tickets.TicketKeys;
import atlas.core.tickets.Tickets;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes to find something by its words, from the core down, beside what PostgreSQL
 * takes for the same words over one connection of the owner, whom no security binds here: the same
 * index, and every hit ranked.
 */
final class SearchBench {
  private static final int STATEMENT_MILLIS = 50;
  private static final int ANALYSIS_MILLIS = 300;
  private static final int WARM_UP = 20;
  private static final int PAGE = 10;

  private interface Asked {
    int hits(int number) throws Exception;
  }

  private SearchBench() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int tickets = options.number("tickets", 10_000);
    int runs = options.number("runs", 200);
    report.line("search: milliseconds to find, and of the same words without security");
    report.machine(null);
    try (var home = Home.open();
        Connection owner = home.connectOwner()) {
      SearchSeed.fill(home, tickets);
      var verdicts = new ArrayList<Verdict>();
      for (var query : queries().entrySet()) {
        Asked issues = finding(home, tickets, query.getValue());
        verdicts.add(
            bar("search_issues, " + query.getKey(), issues, STATEMENT_MILLIS, runs, report));
        Asked memory = recall(home, tickets, query.getValue());
        verdicts.add(
            bar("search_memory, " + query.getKey(), memory, STATEMENT_MILLIS, runs, report));
      }
      Asked known = known(home, tickets);
      verdicts.add(bar("get_issue, with similar", known, ANALYSIS_MILLIS, runs, report));
      // Last: what finds words needs the policies that are taken away here.
      unbind(owner);
      for (var query : queries().entrySet()) {
        Asked issues = byHand(owner, home, "'ticket'", tickets, query.getValue());
        measure("issues by hand, " + query.getKey(), issues, runs, report);
        Asked memory = byHand(owner, home, null, tickets, query.getValue());
        measure("memory by hand, " + query.getKey(), memory, runs, report);
      }
      return verdicts;
    }
  }

  /** From what a person means to what finds most; %d is another number each time. */
  private static Map<String, String> queries() {
    var queries = new LinkedHashMap<String, String>();
    queries.put("a rare word", Prose.sign(0).replace("0", "%d"));
    queries.put("a rare and a common", Prose.EVERYWHERE + " " + Prose.sign(0).replace("0", "%d"));
    queries.put("a word of all", Prose.EVERYWHERE);
    queries.put("any of two", Prose.EVERYWHERE + " " + Prose.NOWHERE);
    return queries;
  }

  private static String at(String words, int number, int tickets) {
    return words.formatted(1 + Math.floorMod(number * 37, tickets));
  }

  private static Asked finding(Home home, int tickets, String words) {
    Accounts none = user -> Optional.empty();
    var finding = new Finding(home.database(), none, TicketKeys.DEFAULT, InstantSource.system());
    return number -> {
      var query = new Finding.Query(at(words, number, tickets), null, null, null, PAGE, null);
      return finding.search(home.caller(), query).tickets().size();
    };
  }

  private static Asked recall(Home home, int tickets, String words) {
    Accounts none = user -> Optional.empty();
    var projects = new Projects(home.database(), "bench");
    var recall = new Recall(home.database(), projects, none, TicketKeys.DEFAULT);
    return number -> {
      var query = new Recall.Query(at(words, number, tickets), null, null, null, null, PAGE, null);
      return recall.search(home.caller(), query).hits().size();
    };
  }

  private static Asked known(Home home, int tickets) {
    Accounts none = user -> Optional.empty();
    var clock = InstantSource.system();
    var known = new Tickets(home.database(), none, TicketKeys.DEFAULT, clock);
    var finding = new Finding(home.database(), none, TicketKeys.DEFAULT, clock);
    return number ->
        finding
            .similar(
                home.caller(),
                known.get(home.caller(), at("BENCH-%d", number, tickets), false).ticket())
            .size();
  }

  /** Nothing but the owner's own statement, and no policy of any table. */
  private static void unbind(Connection owner) throws SQLException {
    var tables = new ArrayList<String>();
    try (var statement = owner.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select polrelid::regclass from pg_policy where polname = 'search'")) {
      while (rows.next()) tables.add(rows.getString(1));
    }
    for (String table : tables) {
      try (var statement = owner.createStatement()) {
        statement.execute("alter table " + table + " no force row level security");
      }
    }
  }

  private static Asked byHand(
      Connection owner, Home home, @Nullable String kind, int tickets, String words)
      throws SQLException {
    String any = words.contains(Prose.NOWHERE) ? "replace(%s::text, '&', '|')::tsquery" : "%s";
    PreparedStatement search =
        owner.prepareStatement(
            """
            select kind, id, at, ts_rank(words, q.query, 32) as rank
            from things t cross join (
              select %s as query, quote_literal(?)::tsquery as mine) q
            where indexed_words(words, user_id) @@ (q.mine && q.query) %s
            order by rank desc limit %d
            """
                .formatted(
                    any.formatted("plainto_tsquery('english', ?)"),
                    kind == null ? "" : "and kind = " + kind,
                    PAGE));
    return number -> {
      search.setString(1, at(words, number, tickets));
      search.setString(2, home.caller().userId().toString());
      int hits = 0;
      try (ResultSet rows = search.executeQuery()) {
        while (rows.next()) hits++;
      }
      return hits;
    };
  }

  private static Verdict bar(String what, Asked asked, int bar, int runs, Report report)
      throws Exception {
    double p95 = measure(what, asked, runs, report).percentile(95);
    return new Verdict(what + ", p95", p95, "ms", bar, true);
  }

  private static Samples measure(String what, Asked asked, int runs, Report report)
      throws Exception {
    var samples = new Samples();
    for (int i = -WARM_UP; i < runs; i++) {
      long begun = System.nanoTime();
      int hits = asked.hits(i);
      if (i >= 0) samples.addNanos(System.nanoTime() - begun);
      if (hits == 0) throw new IOException(what + ": nothing was found in run " + i);
    }
    report.samples(what, samples, "ms");
    return samples;
  }
}
