package atlas.core.memory;

import atlas.core.Outside;
import atlas.core.WordPage;
import atlas.core.Words;
import atlas.core.meaning.Alike;
import atlas.core.meaning.Alike.Sought;
import atlas.core.tickets.Accounts;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.Hit;
import atlas.model.Project;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.RecallTable.Meant;
import atlas.storage.RecallTable.Search;
import atlas.storage.Tx;
import atlas.storage.VectorTable.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds again whatever was written down, wherever: one ranked list over everything with words. */
public final class Recall {
  private static final int FARTHEST = 1_000;
  private static final int MOST_FILTERED = FARTHEST;
  private static final Pattern SHORT_ID = Pattern.compile("[A-Z]-\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern MARKED =
      Pattern.compile(Hit.BEGIN + "([^" + Hit.END + "]*)" + Hit.END);

  /**
   * What is looked for, and where to go on.
   *
   * @param text what to find; null is the newest of the kind
   * @param project a project by its name or id, or a Jira project by its key
   * @param evidence which evidence alone
   * @param threshold how near in meaning it must be, 0 to 1; null finds by words as well
   */
  public record Query(
      @Nullable String text,
      Hit.@Nullable Kind kind,
      @Nullable String project,
      @Nullable Instant since,
      @Nullable Instant until,
      Which evidence,
      @Nullable Double threshold,
      int limit,
      @Nullable String cursor) {
    /** One that asks nothing of evidence in particular. */
    public Query(
        @Nullable String text,
        Hit.@Nullable Kind kind,
        @Nullable String project,
        @Nullable Instant since,
        @Nullable Instant until,
        int limit,
        @Nullable String cursor) {
      this(text, kind, project, since, until, Which.ANY, null, limit, cursor);
    }
  }

  /**
   * Which evidence; null is any.
   *
   * @param source as {@link atlas.model.EvidenceSource} names them
   * @param tag that it has or that is suggested
   */
  public record Which(@Nullable String source, @Nullable String category, @Nullable String tag) {
    /** Any. */
    public static final Which ANY = new Which(null, null, null);

    /** The same without what is blank, in small letters. */
    Which plain() {
      return new Which(plain(source), plain(category), plain(tag));
    }

    private static @Nullable String plain(@Nullable String word) {
      return word == null || word.isBlank() ? null : Words.plain(word);
    }
  }

  /**
   * Something that was found.
   *
   * @param why what of the question it has
   */
  public record Recalled(
      Hit.Kind kind,
      String name,
      String title,
      String snippet,
      String why,
      @Nullable String project,
      Instant at) {}

  /**
   * A page of what was found, the best first.
   *
   * @param omitted how many fit and are not on this page or an earlier one
   * @param anyWord whether nothing had all the words, so that one of them was enough
   * @param degraded why something may be missing, if it may
   */
  public record Found(
      List<Recalled> hits,
      int omitted,
      @Nullable String nextCursor,
      boolean anyWord,
      @Nullable String degraded) {}

  /** What means it, and how much more there is than may be asked for. */
  private record Nearest(Meant meant, int beyond) {}

  private record Where(@Nullable UUID projectId, @Nullable String jiraProject) {}

  private final Database database;
  private final Projects projects;
  private final Accounts accounts;
  private final TicketKeys keys;
  private final Alike alike;

  public Recall(
      Database database, Projects projects, Accounts accounts, TicketKeys keys, Alike alike) {
    this.database = database;
    this.projects = projects;
    this.accounts = accounts;
    this.keys = keys;
    this.alike = alike;
  }

  /** By words alone. */
  public Recall(Database database, Projects projects, Accounts accounts, TicketKeys keys) {
    this(database, projects, accounts, keys, Alike.byWords());
  }

  /**
   * What has all the words or means the same; if nothing has them, what has one of them. What is
   * named by its key or short id comes first, with what belongs to a ticket that is named.
   */
  public Found search(Caller caller, Query asked) {
    Query query = checked(asked);
    String text = query.text() == null || query.text().isBlank() ? null : query.text().strip();
    if (text == null && query.kind() == null) {
      throw Refusal.invalid("Give a query, or a kind to get the newest of it.");
    }
    WordPage from = WordPage.read(query.cursor(), FARTHEST);
    String[] scope = accounts.projects(caller.userId());
    Where anywhere = new Where(null, null);
    String words = search(query, text, anywhere, scope, from).words();
    if (query.threshold() != null && (words == null || words.isBlank())) {
      throw Refusal.invalid("With a threshold give a query in words: what is to be meant.");
    }
    Sought sought = alike.sought(caller, words == null ? "" : words);
    return database.read(
        caller,
        tx -> {
          Where where = where(tx, query.project(), scope);
          WordPage page = from;
          Nearest nearest = nearest(tx, sought, query, search(query, text, where, scope, page));
          Meant meant = nearest.meant();
          List<Hit> hits = tx.recall().search(search(query, text, where, scope, page), meant);
          boolean byWords =
              query.threshold() != null || hits.stream().anyMatch(hit -> !hit.meant());
          if (!byWords && query.cursor() == null && text != null && WordPage.isPlain(text)) {
            page = new WordPage(true, 0);
            hits = tx.recall().search(search(query, text, where, scope, page), meant);
          }
          int end = page.offset() + hits.size();
          int omitted = hits.isEmpty() ? 0 : hits.get(0).matching() - end + nearest.beyond();
          return new Found(
              hits.stream().map(hit -> recalled(hit, text)).toList(),
              omitted,
              omitted > 0 && end < FARTHEST ? page.next(hits.size()) : null,
              page.anyWord() && hits.stream().anyMatch(hit -> !hit.meant()),
              degraded(query, sought));
        });
  }

  /** Who wants some of the evidence wants evidence. */
  private static Query checked(Query query) {
    Which which = query.evidence().plain();
    boolean some = !which.equals(Which.ANY);
    if (some && query.kind() != null && query.kind() != Hit.Kind.evidence) {
      throw Refusal.invalid(
          "source, category and tag are of evidence; leave them out, or kind "
              + query.kind()
              + ".");
    }
    String source = which.source();
    if (source != null
        && Stream.of(EvidenceSource.values()).map(Enum::name).noneMatch(source::equals)) {
      throw Refusal.invalid(
          "There is no source "
              + Outside.line(source)
              + " of evidence; there are "
              + Stream.of(EvidenceSource.values()).map(Enum::name).collect(Collectors.joining(", "))
              + ".");
    }
    return new Query(
        query.text(),
        some ? Hit.Kind.evidence : query.kind(),
        query.project(),
        query.since(),
        query.until(),
        which,
        query.threshold(),
        query.limit(),
        query.cursor());
  }

  private static @Nullable String degraded(Query query, Sought sought) {
    String problem = sought.problem();
    if (query.threshold() != null && sought.vector() == null) {
      return "A threshold asks for meaning, which is not known now; leave it out to find by words."
          + (problem == null ? "" : " " + problem);
    }
    return problem == null ? null : "Found by words alone. " + problem;
  }

  private Nearest nearest(Tx tx, Sought sought, Query query, Search search) {
    Hit.Kind wanted = query.kind();
    var kinds = EnumSet.noneOf(Kind.class);
    for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.library))) {
      if (wanted == null || wanted.name().equals(kind.name())) kinds.add(kind);
    }
    Double threshold = query.threshold();
    boolean all = threshold == null && !filters(query, search);
    int most = all ? Alike.MOST_MEANT : MOST_FILTERED;
    double least = threshold == null ? Alike.ENOUGH : threshold;
    // Own evidence is found as what it is evidence of, unless evidence is asked for.
    var near = alike.meant(tx, sought, kinds, search.scope(), wanted != null, least);
    var ids = new ArrayList<UUID>();
    var names = new ArrayList<String>();
    var strengths = new ArrayList<Double>();
    int beyond = 0;
    for (var kind : near.entrySet()) {
      var some = kind.getValue();
      if (!all && some.size() > most) {
        Set<UUID> passing = tx.recall().passing(search, kind.getKey().name());
        some = some.stream().filter(one -> passing.contains(one.id())).toList();
      }
      // What has the words as well is counted with them.
      if (threshold != null) beyond += Math.max(0, some.size() - most);
      for (var one : some.subList(0, Math.min(most, some.size()))) {
        ids.add(one.id());
        names.add(one.kind().name());
        strengths.add(one.strength());
      }
    }
    return new Nearest(
        new Meant(
            names.toArray(String[]::new),
            ids.toArray(UUID[]::new),
            strengths.toArray(Double[]::new)),
        beyond);
  }

  /** Whether it leaves out anything of a kind. */
  private static boolean filters(Query query, Search search) {
    return !query.evidence().equals(Which.ANY)
        || search.ofProject()
        || search.scope().length > 0
        || query.since() != null
        || query.until() != null;
  }

  private Where where(Tx tx, @Nullable String named, String[] scope) {
    if (named == null) return new Where(null, null);
    String key = named.strip().toUpperCase(Locale.ROOT);
    if (!tx.tickets().hasProject(key, scope)) {
      return new Where(projects.require(tx, named, tx.tickets().projects(scope)).id(), null);
    }
    return new Where(tx.projects().find(named.strip()).map(Project::id).orElse(null), key);
  }

  private Search search(
      Query query, @Nullable String text, Where where, String[] scope, WordPage page) {
    var words = new ArrayList<String>();
    var tickets = new ArrayList<String>();
    var names = new ArrayList<String>();
    for (String word : text == null ? new String[0] : text.split("\\s+")) {
      String name =
          word.replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "").toUpperCase(Locale.ROOT);
      // What looks like a key is not among the words of anything.
      if (SHORT_ID.matcher(name).matches()) names.add(name);
      else if (keys.pattern().matcher(name).matches()) tickets.add(name);
      else words.add(word);
    }
    return new Search(
        text == null ? null : String.join(" ", words),
        query.threshold() == null,
        tickets.toArray(String[]::new),
        names.toArray(String[]::new),
        page.anyWord(),
        kinds(query.kind()),
        scope,
        query.project() != null,
        where.projectId(),
        where.jiraProject(),
        query.since(),
        query.until(),
        query.evidence().source(),
        query.evidence().category(),
        query.evidence().tag(),
        page.offset(),
        query.limit());
  }

  private static String[] kinds(Hit.@Nullable Kind wanted) {
    return Stream.of(Hit.Kind.values())
        .filter(kind -> wanted == null || kind == wanted)
        .flatMap(
            kind ->
                switch (kind) {
                  case note -> Stream.of("ticket_note", "session_note");
                  case wellbeing -> Stream.of("journal_entry", "mood");
                  default -> Stream.of(kind.name());
                })
        .toArray(String[]::new);
  }

  private static Recalled recalled(Hit hit, @Nullable String text) {
    return new Recalled(
        hit.kind(),
        hit.name(),
        unmarked(hit.title()),
        unmarked(hit.text()),
        text == null ? "newest" : why(hit),
        hit.project(),
        hit.at());
  }

  private static String why(Hit hit) {
    if (hit.meant()) return "meaning";
    var why = new ArrayList<String>();
    if (hit.named()) why.add("named");
    Set<String> title = marked(hit.title());
    Set<String> rest = marked(hit.text());
    rest.removeAll(title);
    if (!title.isEmpty()) why.add("title: " + String.join(", ", title));
    if (!rest.isEmpty()) why.add("text: " + String.join(", ", rest));
    // Words inside of identifiers, or farther on than is looked for them.
    return why.isEmpty() ? "text" : String.join("; ", why);
  }

  private static Set<String> marked(String text) {
    var words = new LinkedHashSet<String>();
    Matcher matcher = MARKED.matcher(text);
    while (matcher.find()) words.add(matcher.group(1).toLowerCase(Locale.ROOT));
    return words;
  }

  private static String unmarked(String text) {
    return text.replace(Hit.BEGIN, "").replace(Hit.END, "");
  }
}
