package atlas.core.memory;

import atlas.core.ImportLine;
import atlas.core.memory.ImportedItems.Item;
import atlas.core.memory.Imports.Kind;
import atlas.model.Decision;
import atlas.model.DecisionStatus;
import atlas.model.MemoryEvent;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decisions that another program has written down. */
final class ImportedDecisions {
  private static final int TITLE = 200;
  private static final int TEXT = 8_000;
  private static final Set<String> FIELDS =
      Set.of(
          "kind",
          "id",
          "project",
          "project_id",
          "user_id",
          "title",
          "options",
          "choice",
          "rationale",
          "status",
          "supersedes",
          "review_at",
          "outcome",
          "created_at",
          "updated_at");

  private final Tx tx;
  private final Projects projects;

  ImportedDecisions(Tx tx, Projects projects) {
    this.tx = tx;
    this.projects = projects;
  }

  /** A decision, and the one that it took the place of. */
  Item read(ImportLine line) {
    line.only(FIELDS);
    UUID id = line.id("decisions");
    Instant at = line.madeAt(tx.at());
    String project = line.textOrNull("project", 100);
    DecisionStatus status = line.one("status", DecisionStatus.class);
    String choice = line.text("choice", 1_000);
    List<String> options = Decisions.options(line.texts("options", 20, 1_000), choice);
    String earlier = line.textOrNull("supersedes", 200);
    var decision =
        new Decision(
            id,
            1,
            id,
            line.text("title", TITLE),
            options,
            choice,
            line.text("rationale", TEXT),
            status == null ? DecisionStatus.accepted : status,
            null,
            line.day("review_at"),
            line.textOrNull("outcome", TEXT),
            at);
    Set<UUID> after = earlier == null ? Set.of() : Set.of(ImportLine.named("decisions", earlier));
    if (after.contains(id)) throw Refusal.invalid("supersedes itself");
    return new Item(
        line.number(),
        Kind.decisions,
        id,
        at,
        after,
        () -> add(decision, projects.ensure(tx, project), earlier));
  }

  private String add(Decision read, Project project, @Nullable String supersedes) {
    Decision earlier = supersedes == null ? null : earlier(supersedes);
    var decision =
        new Decision(
            read.id(),
            tx.nextNumber(Ref.Kind.DECISION),
            project.id(),
            read.title(),
            read.options(),
            read.choice(),
            read.rationale(),
            read.status(),
            earlier == null ? null : earlier.id(),
            read.reviewAt(),
            read.outcome(),
            read.createdAt());
    tx.decisions().insert(decision);
    tx.append(new MemoryEvent.DecisionRecorded(decision));
    if (earlier != null && earlier.status() != DecisionStatus.superseded) {
      Decisions.supersede(tx, earlier, decision);
    }
    return decision.shortId();
  }

  private Decision earlier(String named) {
    var found = tx.decisions().lock(ImportLine.named("decisions", named), null);
    if (found.isPresent()) return found.get();
    if (named.matches("[Dd]-\\d{1,9}")) {
      Ref ref = Ref.parse(Ref.Kind.DECISION, named);
      return tx.decisions().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    }
    throw Refusal.invalid(
        "supersedes " + named + ", which is neither in the file nor a decision here");
  }
}
