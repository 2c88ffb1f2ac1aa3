package atlas.core.focus;

import atlas.core.testing.Ending;
import atlas.core.tickets.Accounts;
import atlas.model.Caller;
import atlas.model.Candidate;
import atlas.storage.CandidateTable;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do next, and why: one ranking over all that could be. */
public final class NextActions {
  private static final int MOST_OF_A_KIND = 1_000;
  private static final int MOST_SKIPPED = 20;

  /**
   * What is asked.
   *
   * @param theater only of that one; null for everything
   * @param alternatives how many more than the best
   */
  public record Query(@Nullable String theater, int alternatives) {}

  /**
   * One that could be done, with its place in the ranking's terms.
   *
   * @param score 0 to 100
   * @param terms what it is the sum of
   */
  public record Ranked(Candidate candidate, BigDecimal score, List<String> terms) {}

  /**
   * The ranking.
   *
   * @param ranked the best first; nothing where there is nothing to do
   * @param skipped what others have claimed, at most 20
   * @param considered how many could be done
   */
  public record Answer(List<Ranked> ranked, List<Candidate> skipped, int considered) {}

  // What the person selected goes before what any arithmetic says.
  private static final Comparator<Ranked> ORDER =
      Comparator.<Ranked, Boolean>comparing(r -> !r.candidate().selected())
          .thenComparing(Ranked::score, Comparator.reverseOrder())
          .thenComparing(
              r -> r.candidate().due(), Comparator.nullsLast(Comparator.<LocalDate>naturalOrder()))
          .thenComparing(r -> r.candidate().kind())
          .thenComparing(r -> r.candidate().movedAt())
          .thenComparing(r -> r.candidate().id());

  private final Database database;
  private final Accounts accounts;
  private final FocusWeights weights;

  public NextActions(Database database, Accounts accounts, FocusWeights weights) {
    this.database = database;
    this.accounts = accounts;
    this.weights = weights;
  }

  /** Ranks what could be done; changes nothing. */
  public Answer get(Caller caller, Query query) {
    String[] projects = accounts.projects(caller.userId());
    return database.read(caller, tx -> rank(tx, query, projects));
  }

  /**
   * Says what comes first once a session has ended, in its transaction, so that a repeat says it.
   */
  public Ending ending() {
    return (caller, end) -> {
      String[] projects = accounts.projects(caller.userId());
      return (tx, session) ->
          rank(tx, new Query(null, 0), projects).ranked().stream()
              .map(first -> "Next: %s, %s".formatted(first.candidate().id(), first.score()))
              .toList();
    };
  }

  private Answer rank(Tx tx, Query query, String[] projects) {
    String theater = query.theater() == null ? null : query.theater().strip();
    if (theater != null) FocusOverview.check(tx, theater);
    Instant at = tx.at();
    LocalDate today = tx.users().days().of(at);
    String actor = tx.caller().actor();
    List<Candidate> found =
        tx.candidates()
            .find(new CandidateTable.Filter(at, today, actor, projects, theater, MOST_OF_A_KIND));
    List<Ranked> ranked =
        found.stream()
            .filter(candidate -> candidate.holder() == null)
            .map(candidate -> ranked(candidate, at, today))
            .sorted(ORDER)
            .toList();
    return new Answer(
        ranked.subList(0, Math.min(1 + query.alternatives(), ranked.size())),
        found.stream().filter(candidate -> candidate.holder() != null).limit(MOST_SKIPPED).toList(),
        ranked.size());
  }

  private Ranked ranked(Candidate candidate, Instant at, LocalDate today) {
    Score score = Score.of(candidate, weights, at, today);
    return new Ranked(candidate, score.points(), score.terms());
  }
}
