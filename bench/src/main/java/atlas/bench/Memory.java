package atlas.bench;

import atlas.core.dashboard.Dashboard;
import atlas.core.focus.FocusWeights;
import atlas.core.focus.NextActions;
import atlas.core.memory.Claims;
import atlas.core.memory.Context;
import atlas.core.memory.Projects;
import atlas.core.memory.Recall;
import atlas.core.memory.TaskSheet;
import atlas.core.memory.Timeline;
import atlas.core.planner.Agenda;
import atlas.core.progress.Earning;
import atlas.core.progress.Goals;
import atlas.core.progress.Progress;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Earned;
import atlas.model.Hit;
import atlas.model.XpCategory;
import atlas.storage.Connector;
import atlas.storage.Database;
import atlas.storage.Opening;
import atlas.storage.Tx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the hot paths of work memory take for the one user who has a tenth of everything and for one
 * of the others, at a tenth of the size and at the whole: what a client waits for, without the
 * protocol.
 */
final class Memory {
  private static final int BAR_MILLIS = 50;
  private static final int DASHBOARD_BAR_MILLIS = 200;
  private static final int WARM_UP = 30;
  private static final int POOL = 8;
  private static final int AGENTS = 50;
  private static final int PAGE = 20;
  private static final int TOKENS = 2_000;

  private Memory() {}

  static List<Verdict> run(Options options, Report report) throws Exception {
    int runs = options.number("runs", 200);
    MemoryScale whole = MemoryScale.WHOLE;
    report.line(
        "memory: %d users, %d tasks, %d events; a tenth of them are one user's",
        whole.users(), whole.tasks(), whole.events());
    report.machine(null);
    Map<String, Samples> small = measure(whole.tenth(), runs, report);
    Map<String, Samples> large = measure(whole, runs, report);
    var verdicts = new ArrayList<Verdict>();
    report.line("at the whole size, and how much more than at a tenth of it (p95)");
    large.forEach(
        (name, samples) -> {
          double before = small.getOrDefault(name, samples).percentile(95);
          report.samples(
              name, samples, "ms   grows %.1f x".formatted(samples.percentile(95) / before));
          int bar = name.startsWith("get_dashboard") ? DASHBOARD_BAR_MILLIS : BAR_MILLIS;
          verdicts.add(new Verdict(name + ", p95", samples.percentile(95), "ms", bar, true));
        });
    return verdicts;
  }

  private static Map<String, Samples> measure(MemoryScale scale, int runs, Report report)
      throws Exception {
    try (var home = Home.open()) {
      long begun = System.nanoTime();
      scale.fill(home.owner(), home.caller().userId());
      report.line(
          "%d users, %d tasks, %d events: filled in %.0f s",
          scale.users(), scale.tasks(), scale.events(), (System.nanoTime() - begun) / 1e9);
      var all = new LinkedHashMap<String, Samples>();
      var other = Caller.of(MemoryScale.user(scale.users() / 2), "bench");
      try (var opening = new Opening(new Connector(home::logins, POOL, InstantSource.system()))) {
        var database = new Database(opening, InstantSource.system(), UUID::randomUUID, false);
        all.putAll(paths(database, home.caller(), scale.tasks() / 10, runs, "heavy"));
        all.putAll(paths(database, other, scale.tasks() * 9 / 10 / scale.users(), runs, "others"));
        all.put("claim_task, next", timed(i -> claim(database, home.caller(), "alone"), runs));
      }
      race(home, report);
      sizes(home, report);
      return all;
    }
  }

  private static Map<String, Samples> paths(
      Database database, Caller caller, int tasks, int runs, String who) {
    var projects = new Projects(database, MemoryScale.PROJECT + 0);
    var context = new Context(database, projects);
    var keys = TicketKeys.DEFAULT;
    var sheet = new TaskSheet(database, projects, keys);
    var timeline = new Timeline(database, projects, keys);
    var recall = new Recall(database, projects, user -> Optional.empty(), keys);
    var next = new NextActions(database, user -> Optional.empty(), FocusWeights.USUAL);
    var calls = new LinkedHashMap<String, IntConsumer>();
    calls.put("get_project_context", i -> context.get(caller, project(i), TOKENS));
    calls.put("get_project_context *", i -> context.get(caller, Projects.ALL, TOKENS));
    calls.put("get_timeline", i -> timeline.get(caller, events(null, null)));
    calls.put("get_timeline, project", i -> timeline.get(caller, events(project(i), null)));
    calls.put("get_timeline, task", i -> timeline.get(caller, events(null, task(i, tasks))));
    calls.put("list_tasks, open", i -> sheet.list(caller, tasks(project(i), TaskSheet.Which.open)));
    calls.put(
        "list_tasks, ready", i -> sheet.list(caller, tasks(project(i), TaskSheet.Which.ready)));
    calls.put("list_tasks, all", i -> sheet.list(caller, tasks("*", TaskSheet.Which.all)));
    calls.put("list_tasks, one", i -> sheet.get(caller, task(i, tasks)));
    calls.put("get_next_action", i -> next.get(caller, new NextActions.Query(null, 3)));
    calls.put("search_memory, seldom", i -> recall.search(caller, hits("order" + (1 + i % tasks))));
    calls.put("search_memory, often", i -> recall.search(caller, hits("voucher")));
    calls.put(
        "search_memory, two", i -> recall.search(caller, hits("late gateway" + (1 + i % 10))));
    calls.put(
        "search_memory, any word", i -> recall.search(caller, hits("voucher zeppelin invoice")));
    calls.put(
        "search_memory, newest",
        i ->
            recall.search(
                caller, new Recall.Query(null, Hit.Kind.task, null, null, null, PAGE, null)));
    var dashboard = new Dashboard(database, user -> Optional.empty(), List.of("In Test"));
    calls.put("get_dashboard", i -> dashboard.get(caller));
    var progress = new Progress(database, new Goals(null));
    calls.put("get_progress", i -> progress.get(caller, PAGE));
    var agenda = new Agenda(database, user -> Optional.empty());
    calls.put("get_agenda", i -> agenda.get(caller, null, null, PAGE));
    var earning = Earning.in(null);
    calls.put("earn", i -> database.write(caller, tx -> earn(tx, earning)));
    var all = new LinkedHashMap<String, Samples>();
    calls.forEach((name, call) -> all.put(name + " (" + who + ")", timed(call, runs)));
    return all;
  }

  /** What ending a session adds to its transaction: the ledger, and all that it may unlock. */
  private static List<String> earn(Tx tx, Earning earning) {
    LocalDate today = tx.users().days().of(tx.at());
    return earning.earn(
        tx, new Earned(XpCategory.work, "session", tx.newId(), "ended", "S-1", 17, today));
  }

  private static Samples timed(IntConsumer call, int runs) {
    var samples = new Samples();
    for (int i = -WARM_UP; i < runs; i++) {
      long begun = System.nanoTime();
      call.accept(Math.floorMod(i * 37, 1_000));
      if (i >= 0) samples.addNanos(System.nanoTime() - begun);
    }
    return samples;
  }

  private static String project(int i) {
    return MemoryScale.PROJECT + i % MemoryScale.PROJECTS;
  }

  private static String task(int i, int tasks) {
    return "T-" + (1 + i % tasks);
  }

  private static Timeline.Query events(@Nullable String project, @Nullable String task) {
    return new Timeline.Query(project, task, null, null, null, null, null, PAGE, null);
  }

  private static TaskSheet.Query tasks(String project, TaskSheet.Which which) {
    return new TaskSheet.Query(project, which, null, PAGE, null);
  }

  private static Recall.Query hits(String text) {
    return new Recall.Query(text, null, null, null, null, PAGE, null);
  }

  /** How many claims a second many agents make who want the same tasks, each on its connection. */
  private static void race(Home home, Report report) throws Exception {
    var clock = InstantSource.system();
    try (var opening = new Opening(new Connector(home::logins, AGENTS, clock))) {
      var database = new Database(opening, clock, UUID::randomUUID, false);
      Race.Result race =
          new Race(AGENTS, 4, 10).run(agent -> claim(database, home.caller(), "agent-" + agent));
      List<String> taken = race.taken();
      if (taken.stream().distinct().count() < taken.size()) {
        throw new IllegalStateException("a task was claimed by two");
      }
      report.line(
          "claims: %d agents at once: %.0f claims/s, p50 %.1f ms, p95 %.1f ms; %d tasks, none twice",
          AGENTS,
          race.perSecond(),
          race.samples().median(),
          race.samples().percentile(95),
          taken.size());
    }
  }

  private static String claim(Database database, Caller caller, String agent) {
    return new Claims(database, new Projects(database, MemoryScale.RACE))
        .act(Caller.of(caller.userId(), agent), Claims.Action.next, null, MemoryScale.RACE)
        .task();
  }

  /** What a row costs, its indexes and what is stored beside it included. */
  private static void sizes(Home home, Report report) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                home.owner().jdbc(), home.owner().user(), home.owner().password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SIZES)) {
      while (rows.next()) {
        report.line(
            "  %-18s %9d rows   %5d bytes a row, %5d of them indexes",
            rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
      }
    }
  }

  private static final String SIZES =
      """
      select name, rows::bigint, (total / rows)::bigint, (indexes / rows)::bigint
      from (
        select coalesce(parent.relname, c.relname) as name, sum(c.reltuples) as rows,
          sum(pg_total_relation_size(c.oid)) as total, sum(pg_indexes_size(c.oid)) as indexes
        from pg_class c
        left join pg_inherits i on i.inhrelid = c.oid
        left join pg_class parent on parent.oid = i.inhparent
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.reltuples > 0
        group by 1
      ) as sizes
      where rows > 1000
      order by total desc
      """;
}
