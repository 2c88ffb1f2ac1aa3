package atlas.core.memory;

import atlas.model.Caller;
import atlas.model.Decision;
import atlas.model.DecisionStatus;
import atlas.model.Event;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was chosen, from what, and why. */
public final class Decisions {
  /** What was decided. */
  public record Choice(
      String title,
      List<String> options,
      String choice,
      String rationale,
      @Nullable String project,
      @Nullable String supersedes,
      @Nullable LocalDate reviewAt) {}

  /** A decision that is on record, as D-3. */
  public record Recorded(String decision, String project, List<String> effects) {}

  private final Database database;
  private final Projects projects;

  public Decisions(Database database, Projects projects) {
    this.database = database;
    this.projects = projects;
  }

  /** Records a decision; the one that it supersedes, if any, is marked so. */
  public Recorded record(Caller caller, Choice choice) {
    List<String> options = options(choice);
    return database.write(
        caller,
        Recorded.class,
        tx -> {
          Project project = projects.ensure(tx, choice.project());
          Decision earlier = earlier(tx, choice.supersedes());
          var decision =
              new Decision(
                  tx.newId(),
                  tx.nextNumber(Ref.Kind.DECISION),
                  project.id(),
                  choice.title(),
                  options,
                  choice.choice().strip(),
                  choice.rationale(),
                  DecisionStatus.accepted,
                  earlier == null ? null : earlier.id(),
                  choice.reviewAt(),
                  tx.at());
          tx.decisions().insert(decision);
          tx.append(new Event.DecisionRecorded(decision));
          var effects = new ArrayList<String>();
          if (earlier != null) {
            tx.decisions().supersede(earlier.id());
            tx.append(
                new Event.DecisionSuperseded(
                    earlier.id(), earlier.shortId(), earlier.projectId(), decision.shortId()));
            effects.add(earlier.shortId() + " is superseded by " + decision.shortId());
          }
          return new Recorded(decision.shortId(), project.name(), effects);
        });
  }

  /**
   * A decision as it stands.
   *
   * @param supersedes the short id of the one whose place it took
   * @param supersededBy the short id of the one that took its place
   */
  public record Kept(
      Decision decision,
      String project,
      @Nullable String supersedes,
      @Nullable String supersededBy) {}

  /** The decision of that id. */
  public Kept get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.DECISION, named);
    return database.read(
        caller,
        tx -> {
          Decision decision = tx.decisions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          var earlier = decision.supersedes();
          return new Kept(
              decision,
              tx.projects().name(decision.projectId()).orElseThrow(),
              earlier == null
                  ? null
                  : tx.decisions().find(earlier, null).map(Decision::shortId).orElse(null),
              tx.decisions().successor(decision.id()).map(Decision::shortId).orElse(null));
        });
  }

  /** Short ids that begin so, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.decisions().ids(prefix, limit));
  }

  private static List<String> options(Choice choice) {
    var options = new LinkedHashSet<String>();
    for (String option : choice.options()) {
      if (option.isBlank()) throw Refusal.invalid("An option needs words.");
      options.add(option.strip());
    }
    if (!options.contains(choice.choice().strip())) {
      throw Refusal.invalid("The choice must be one of the options, word for word.")
          .with("options", List.copyOf(options));
    }
    return List.copyOf(options);
  }

  private static @Nullable Decision earlier(Tx tx, @Nullable String named) {
    if (named == null) return null;
    Ref ref = Ref.parse(Ref.Kind.DECISION, named);
    Decision decision = tx.decisions().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    if (decision.status() == DecisionStatus.superseded) {
      throw Refusal.conflict(
          decision.shortId()
              + " is superseded already; supersede the decision that took its place.");
    }
    return decision;
  }
}
