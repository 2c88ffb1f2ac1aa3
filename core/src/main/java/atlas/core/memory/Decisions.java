package atlas.core.memory;

import atlas.core.evidence.OwnEvidence;
import atlas.model.Caller;
import atlas.model.Decision;
import atlas.model.DecisionStatus;
import atlas.model.MemoryEvent;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was chosen, from what, and why. */
public final class Decisions {
  /**
   * What was decided, or what is to change about it.
   *
   * @param decision the one to change, of which status, day of review and outcome can; null makes a
   *     new one, which needs title, options, choice and rationale
   */
  public record Choice(
      @Nullable String decision,
      @Nullable String title,
      @Nullable List<String> options,
      @Nullable String choice,
      @Nullable String rationale,
      @Nullable String project,
      @Nullable String supersedes,
      @Nullable DecisionStatus status,
      @Nullable LocalDate reviewAt,
      @Nullable String outcome) {}

  /** A decision that is on record, as D-3. */
  public record Recorded(
      String decision, DecisionStatus status, String project, List<String> effects) {}

  private final Database database;
  private final Projects projects;

  public Decisions(Database database, Projects projects) {
    this.database = database;
    this.projects = projects;
  }

  /**
   * Records a decision or changes one. The one that it supersedes, if any, is marked so once this
   * one is accepted.
   */
  public Recorded record(Caller caller, Choice choice) {
    if (choice.status() == DecisionStatus.superseded) {
      throw Refusal.invalid("To supersede a decision, record the new one with supersedes.");
    }
    return database.write(
        caller,
        Recorded.class,
        tx -> choice.decision() == null ? make(tx, choice) : change(tx, choice));
  }

  private Recorded make(Tx tx, Choice choice) {
    if (choice.title() == null
        || choice.options() == null
        || choice.choice() == null
        || choice.rationale() == null) {
      throw Refusal.invalid(
          "A new decision needs title, options, choice and rationale; to change one, say which with"
              + " decision.");
    }
    List<String> options = options(choice.options(), choice.choice());
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
            choice.status() == null ? DecisionStatus.accepted : choice.status(),
            earlier == null ? null : earlier.id(),
            choice.reviewAt(),
            choice.outcome(),
            tx.at());
    tx.decisions().insert(decision);
    tx.append(new MemoryEvent.DecisionRecorded(decision));
    var effects = new ArrayList<String>();
    if (earlier != null) effects.add(supersede(tx, earlier, decision));
    effects.addAll(OwnEvidence.decision(tx, decision, project.name()));
    return new Recorded(decision.shortId(), decision.status(), project.name(), effects);
  }

  private static Recorded change(Tx tx, Choice choice) {
    if (choice.title() != null
        || choice.options() != null
        || choice.choice() != null
        || choice.rationale() != null
        || choice.supersedes() != null) {
      throw Refusal.invalid(
          "Of a decision on record only status, review_at and outcome change; record a new one that"
              + " supersedes it.");
    }
    Ref ref = Ref.parse(Ref.Kind.DECISION, Objects.requireNonNull(choice.decision()));
    Decision before = tx.decisions().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    DecisionStatus status = choice.status() == null ? before.status() : choice.status();
    if (status != before.status() && !before.status().next().contains(status)) {
      throw illegal(before, status);
    }
    var after =
        new Decision(
            before.id(),
            before.number(),
            before.projectId(),
            before.title(),
            before.options(),
            before.choice(),
            before.rationale(),
            status,
            before.supersedes(),
            reviewAt(choice, before),
            choice.outcome() == null ? before.outcome() : choice.outcome(),
            before.createdAt());
    var effects = new ArrayList<String>();
    if (!after.equals(before)) {
      tx.decisions().update(after);
      tx.append(new MemoryEvent.DecisionChanged(after));
    }
    if (choice.outcome() != null && choice.reviewAt() == null && before.reviewAt() != null) {
      effects.add("The review of " + before.reviewAt() + " is done");
    }
    boolean accepted = status == DecisionStatus.accepted && before.status() != status;
    if (accepted && before.supersedes() != null) {
      tx.decisions()
          .lock(before.supersedes(), null)
          .filter(old -> old.status() != DecisionStatus.superseded)
          .ifPresent(old -> effects.add(supersede(tx, old, after)));
    }
    String project = tx.projects().name(after.projectId()).orElseThrow();
    if (!after.equals(before)) effects.addAll(OwnEvidence.decision(tx, after, project));
    return new Recorded(after.shortId(), status, project, effects);
  }

  /** An outcome is what a review was for; without another day there is none to come. */
  private static @Nullable LocalDate reviewAt(Choice choice, Decision before) {
    if (choice.reviewAt() != null) return choice.reviewAt();
    return choice.outcome() == null ? before.reviewAt() : null;
  }

  /** Marks the earlier one as superseded, once the other is accepted; says what it did. */
  static String supersede(Tx tx, Decision earlier, Decision by) {
    if (by.status() != DecisionStatus.accepted) {
      return earlier.shortId() + " is superseded when " + by.shortId() + " is accepted";
    }
    tx.decisions().supersede(earlier.id());
    tx.append(
        new MemoryEvent.DecisionSuperseded(
            earlier.id(), earlier.shortId(), earlier.projectId(), by.shortId()));
    return earlier.shortId() + " is superseded by " + by.shortId();
  }

  private static Refusal illegal(Decision decision, DecisionStatus to) {
    List<String> legal = decision.status().next().stream().map(Enum::name).toList();
    return Refusal.conflict(
            "%s is %s, which can't become %s; %s."
                .formatted(
                    decision.shortId(),
                    decision.status(),
                    to,
                    legal.isEmpty()
                        ? "change the one that took its place"
                        : "only: " + String.join(", ", legal)))
        .with("allowed", legal);
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

  /** Short ids that begin so, or whose titles do, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.decisions().ids(prefix, limit));
  }

  /** The options as they are kept, each once; refuses a choice that is none of them. */
  static List<String> options(List<String> given, String choice) {
    var options = new LinkedHashSet<String>();
    for (String option : given) {
      if (option.isBlank()) throw Refusal.invalid("An option needs words.");
      options.add(option.strip());
    }
    if (!options.contains(choice.strip())) {
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
