package atlas.core.evidence;

import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.model.Caller;
import atlas.model.Criterion;
import atlas.model.Decision;
import atlas.model.DecisionStatus;
import atlas.model.EvidenceSource;
import atlas.model.Session;
import atlas.model.SessionStatus;
import atlas.model.SessionTotals;
import atlas.model.Task;
import atlas.storage.Tx;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Evidence of what was done in ATLAS itself, in the transaction that did it and with one statement
 * more. Each says in a line what became of it.
 */
public final class OwnEvidence {
  private OwnEvidence() {}

  /** That a session was completed. */
  public static Ending ending() {
    return new OfSession();
  }

  private static final class OfSession implements Ending, Ending.Step {
    @Override
    public Step prepare(Caller caller, Sessions.End end) {
      return this;
    }

    @Override
    public List<String> ended(Tx tx, Session session) {
      return ended(tx, session, new SessionTotals(0, 0, 0, 0, null));
    }

    @Override
    public List<String> ended(Tx tx, Session session, SessionTotals totals) {
      return isNothing(session, totals) ? List.of() : kept(tx, session(tx, session, totals));
    }
  }

  /** Whether nothing was tried or found in it, nor any time spent. */
  private static boolean isNothing(Session session, SessionTotals totals) {
    return totals.scenarios() == 0 && totals.bugs() == 0 && minutes(session) == 0;
  }

  private static long minutes(Session session) {
    return session.activeSeconds() == null ? 0 : Math.round(session.activeSeconds() / 60.0);
  }

  /**
   * Tells anew what a session that ended amounts to. One that is no evidence, since it goes on or
   * that was removed, stays none; one that was nothing becomes evidence once it is something.
   */
  public static List<String> recounted(Tx tx, Session session) {
    if (session.status() != SessionStatus.completed) return List.of();
    SessionTotals totals = tx.sessions().totals(session.id());
    String id = session.id().toString();
    boolean known = tx.evidence().numberOf(EvidenceSource.session, id).isPresent();
    if (!known && isNothing(session, totals)) return List.of();
    return kept(tx, session(tx, session, totals));
  }

  private static NewEvidence session(Tx tx, Session session, SessionTotals totals) {
    String counted =
        "%d scenarios, %d failed, %d bugs, %d min, %s"
            .formatted(
                totals.scenarios(),
                totals.failed(),
                totals.bugs(),
                minutes(session),
                session.outcome());
    var content =
        new Text()
            .add("Charter", session.charter())
            .add("Tested", counted)
            .add("With", String.join(", ", session.environment()))
            .add("Came of it", session.summary())
            .add("Obstacles", session.obstacles())
            .add("Outlook", session.outlook());
    return new NewEvidence(
        EvidenceSource.session,
        session.id().toString(),
        "Tested " + session.ticketKey() + ": " + session.charter(),
        session.summary(),
        content.toString(),
        null,
        session.endedAt() == null ? tx.at() : session.endedAt(),
        session.ticketKey(),
        "testing",
        List.of(session.outcome() == null ? "ended" : session.outcome().name()));
  }

  /** That a task is done, and what shows each of its criteria. */
  public static List<String> task(Tx tx, Task task, List<Criterion> criteria) {
    var content = new Text().add("Task", task.description()).add("Came of it", task.result());
    for (Criterion criterion : criteria) {
      String shown = criterion.evidence() == null ? criterion.waiver() : criterion.evidence();
      content.add(criterion.state().name(), criterion.text() + (shown == null ? "" : ": " + shown));
    }
    return kept(
        tx,
        new NewEvidence(
            EvidenceSource.task,
            task.id().toString(),
            task.title(),
            task.result(),
            content.toString(),
            null,
            tx.at(),
            task.ticketKey(),
            "delivery",
            List.of(task.projectName())));
  }

  /** What was decided, once it holds; and later what came of it. */
  public static List<String> decision(Tx tx, Decision decision, String project) {
    if (decision.status() != DecisionStatus.accepted) return List.of();
    var content =
        new Text()
            .add("Chosen", decision.choice())
            .add("From", String.join(", ", decision.options()))
            .add("Why", decision.rationale())
            .add("Came of it", decision.outcome());
    return kept(
        tx,
        new NewEvidence(
            EvidenceSource.decision,
            decision.id().toString(),
            decision.title(),
            decision.choice(),
            content.toString(),
            null,
            decision.createdAt(),
            null,
            "decision",
            List.of(project)));
  }

  private static List<String> kept(Tx tx, NewEvidence evidence) {
    return Evidences.keep(tx, evidence)
        .filter(Evidences.Kept::changed)
        .map(kept -> kept.shortId() + (kept.added() ? " is evidence of it" : " tells it anew"))
        .stream()
        .toList();
  }

  /** Lines, each with what it is about. */
  private static final class Text {
    private final StringJoiner lines = new StringJoiner("\n");

    Text add(String name, @Nullable String value) {
      if (value != null && !value.isBlank()) lines.add(name + ": " + value.strip());
      return this;
    }

    @Override
    public String toString() {
      return lines.toString();
    }
  }
}
