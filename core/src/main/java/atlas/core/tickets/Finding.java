package atlas.core.tickets;

import atlas.core.SourceReport;
import atlas.core.WordPage;
import atlas.core.meaning.Alike;
import atlas.core.meaning.Alike.Sought;
import atlas.core.meaning.Meant;
import atlas.model.Caller;
import atlas.model.FoundTicket;
import atlas.model.Refusal;
import atlas.model.SimilarTicket;
import atlas.model.Ticket;
import atlas.storage.Database;
import atlas.storage.FindingTable.Search;
import atlas.storage.Tx;
import atlas.storage.VectorTable.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Searches the copy of Jira, which answers when Jira can't and in the words of a person. */
public final class Finding {
  private static final Duration OLD = Duration.ofHours(1);
  private static final int LONGEST_QUERY = 500;
  private static final int FARTHEST = 10_000;
  private static final int MOST_SIMILAR = 5;

  /** What is looked for, and where to go on. */
  public record Query(
      String text,
      @Nullable String project,
      @Nullable String status,
      @Nullable String type,
      int limit,
      @Nullable String cursor) {}

  /**
   * A page of what was found, the best first.
   *
   * @param omitted how many fit and are not on this page or an earlier one
   * @param anyWord whether no ticket had all the words, so that one of them was enough
   * @param lastSync when the copy was last made, if ever
   * @param degraded why something may be missing, if it may
   * @param had what tickets have of each filter that was given, when nothing was found
   */
  public record Found(
      List<FoundTicket> tickets,
      int omitted,
      @Nullable String nextCursor,
      boolean anyWord,
      @Nullable Instant lastSync,
      @Nullable String degraded,
      List<SourceReport> sources,
      Map<String, List<String>> had) {}

  private final Database database;
  private final Accounts accounts;
  private final TicketKeys keys;
  private final InstantSource clock;
  private final Alike alike;

  public Finding(
      Database database, Accounts accounts, TicketKeys keys, InstantSource clock, Alike alike) {
    this.database = database;
    this.accounts = accounts;
    this.keys = keys;
    this.clock = clock;
    this.alike = alike;
  }

  /** By words alone. */
  public Finding(Database database, Accounts accounts, TicketKeys keys, InstantSource clock) {
    this(database, accounts, keys, clock, Alike.byWords());
  }

  /** Tickets like that one, most alike first. */
  public List<SimilarTicket> similar(Caller caller, Ticket ticket) {
    String[] projects = accounts.projects(caller.userId());
    Alike.Asked asked = alike.asked(caller, ticket);
    return database.read(caller, tx -> alike.similar(tx, projects, asked, false, MOST_SIMILAR));
  }

  /**
   * Tickets that hold all the words, are named or mean the same; where none has the words, one of
   * them is enough.
   */
  public Found search(Caller caller, Query query) {
    if (query.text().length() > LONGEST_QUERY) {
      throw Refusal.invalid(
          "A query has at most " + LONGEST_QUERY + " characters; say it shorter.");
    }
    WordPage from = WordPage.read(query.cursor(), FARTHEST);
    long begun = clock.millis();
    String[] projects = accounts.projects(caller.userId());
    Sought sought = alike.sought(caller, search(query, projects, from).words());
    long understood = clock.millis();
    return database.read(
        caller,
        tx -> {
          WordPage page = from;
          List<Meant> meant = meant(tx, sought, projects);
          List<FoundTicket> found = search(tx, search(query, projects, page), meant);
          boolean words = found.stream().anyMatch(one -> !one.why().equals("meaning"));
          if (!words && query.cursor() == null && WordPage.isPlain(query.text())) {
            page = new WordPage(true, 0);
            found = search(tx, search(query, projects, page), meant);
          }
          int end = page.offset() + found.size();
          int omitted = found.isEmpty() ? 0 : found.get(0).matching() - end;
          boolean more = omitted > 0 && end < FARTHEST;
          Instant lastSync = tx.syncJobs().lastSync(Sync.JIRA).orElse(null);
          var reports = new ArrayList<SourceReport>();
          reports.add(report("words", found, clock.millis() - understood));
          if (sought.vector() != null) {
            reports.add(report("meaning", meant, understood - begun));
          } else if (sought.problem() != null) {
            reports.add(new SourceReport("meaning", "failed", understood - begun));
          }
          return new Found(
              found,
              omitted,
              more ? page.next(found.size()) : null,
              page.anyWord() && found.stream().anyMatch(one -> one.why().startsWith("words")),
              lastSync,
              degraded(sought, lastSync == null ? never(tx) : age(lastSync)),
              List.copyOf(reports),
              found.isEmpty() ? had(tx, query, projects) : Map.of());
        });
  }

  private List<Meant> meant(Tx tx, Sought sought, String[] projects) {
    return alike
        .meant(tx, sought, Set.of(Kind.ticket), projects, false, Alike.ENOUGH)
        .getOrDefault(Kind.ticket, List.of())
        .stream()
        .limit(Alike.MOST_MEANT)
        .toList();
  }

  private static List<FoundTicket> search(Tx tx, Search search, List<Meant> meant) {
    return tx.finding()
        .search(
            search,
            meant.stream().map(Meant::id).toArray(UUID[]::new),
            meant.stream().map(Meant::strength).toArray(Double[]::new));
  }

  private static SourceReport report(String name, List<?> found, long millis) {
    return new SourceReport(name, found.isEmpty() ? "empty" : "answered", millis);
  }

  private static @Nullable String degraded(Sought sought, @Nullable String copy) {
    if (sought.problem() == null) return copy;
    String words = "Found by words alone. " + sought.problem();
    return copy == null ? words : copy + " " + words;
  }

  /** Keys that begin so, of the caller's open tickets first. */
  public List<String> keys(Caller caller, String prefix, int limit) {
    String[] projects = accounts.projects(caller.userId());
    return database.read(caller, tx -> tx.tickets().keys(prefix, projects, limit));
  }

  private Search search(Query query, String[] projects, WordPage page) {
    var words = new ArrayList<String>();
    var named = new ArrayList<String>();
    for (String word : query.text().strip().split("\\s+")) {
      String key =
          word.replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "").toUpperCase(Locale.ROOT);
      // What looks like a key is not among the words of any ticket.
      if (keys.pattern().matcher(key).matches()) named.add(key);
      else words.add(word);
    }
    return new Search(
        String.join(" ", words),
        named.toArray(String[]::new),
        page.anyWord(),
        projects,
        query.project(),
        query.status(),
        query.type(),
        page.offset(),
        query.limit());
  }

  private static String never(Tx tx) {
    String incomplete = Copies.incomplete(tx);
    return incomplete != null
        ? incomplete
        : "Jira was never copied for you: only issues that were read one by one are found. "
            + "Call get_assigned_issues to copy yours.";
  }

  private @Nullable String age(Instant lastSync) {
    Duration age = Duration.between(lastSync, clock.instant());
    if (age.compareTo(OLD) <= 0) return null;
    String shown = age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " days";
    return "The copy of Jira is "
        + shown
        + " old: what changed since is not found, or found as it was.";
  }

  private static Map<String, List<String>> had(Tx tx, Query query, String[] projects) {
    var had = new LinkedHashMap<String, List<String>>();
    if (query.project() != null) had.put("project", tx.tickets().had("project", projects));
    if (query.status() != null) had.put("status", tx.tickets().had("status", projects));
    if (query.type() != null) had.put("type", tx.tickets().had("type", projects));
    return had;
  }
}
