package atlas.core.prediction;

import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.Counted;
import atlas.model.Pattern;
import atlas.model.PredictionSource;
import atlas.storage.Database;
import java.util.List;

/** What was learned of the components of a ticket, or of tickets of its type that have none. */
public final class LearnedPatterns implements Predictor {
  private static final int MOST = 10;

  private final Database database;

  public LearnedPatterns(Database database) {
    this.database = database;
  }

  @Override
  public PredictionSource source() {
    return PredictionSource.pattern;
  }

  @Override
  public List<Candidate> predict(Caller caller, Question question) {
    String[] components = question.components().toArray(String[]::new);
    return database
        .read(caller, tx -> tx.patterns().likely(components, question.issueType(), MOST))
        .stream()
        .map(LearnedPatterns::candidate)
        .toList();
  }

  private static Candidate candidate(Pattern pattern) {
    String of = pattern.component() == null ? pattern.issueType() : pattern.component();
    String because =
        "Found a bug in %d of %d runs on %d tickets, %s"
            .formatted(pattern.found(), pattern.tried(), pattern.tickets(), Outside.line(of, 60));
    return new Candidate(
        pattern.name(),
        pattern.confidence(),
        pattern.steps(),
        pattern.averageMinutes(),
        because
            + (pattern.escaped() == 0
                ? ""
                : "; passed " + Counted.of(pattern.escaped(), "time") + " where a bug escaped"));
  }
}
