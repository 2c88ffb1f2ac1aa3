package atlas.core.memory;

import atlas.core.ImportLine;
import atlas.core.memory.ImportedItems.Item;
import atlas.core.memory.Imports.Kind;
import atlas.model.Checkpoint;
import atlas.model.Json;
import atlas.model.MemoryEvent;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rows of agent_sessions, which become checkpoints. */
final class ImportedSessions {
  private static final int TITLE = 200;
  private static final int TEXT = 8_000;
  private static final Set<String> FIELDS =
      Set.of(
          "kind",
          "id",
          "project",
          "project_id",
          "user_id",
          "snapshot",
          "summary",
          "created_at",
          "updated_at");

  private final Tx tx;
  private final Projects projects;

  ImportedSessions(Tx tx, Projects projects) {
    this.tx = tx;
    this.projects = projects;
  }

  /** A row of agent_sessions becomes a checkpoint. */
  Item read(ImportLine line) {
    line.only(FIELDS);
    UUID id = line.id("agent_sessions");
    Instant at = line.madeAt(tx.at());
    String project = line.textOrNull("project", 100);
    String summary = line.textOrNull("summary", TEXT);
    JsonNode snapshot = line.json().path("snapshot");
    if (snapshot.isMissingNode() || snapshot.isNull()) snapshot = null;
    if (summary == null && snapshot == null) throw Refusal.invalid("needs a summary or a snapshot");
    if (snapshot != null && ImportLine.hasNul(snapshot)) {
      throw Refusal.invalid("snapshot has a NUL character");
    }
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    String label = summary == null ? "Agent session of " + day : title(summary);
    JsonNode kept = snapshot;
    return new Item(
        line.number(),
        Kind.agent_sessions,
        id,
        at,
        Set.of(),
        () ->
            checkpoint(
                id,
                at,
                projects.ensure(tx, project),
                label,
                summary == null ? "An agent session; its snapshot says more." : summary,
                kept));
  }

  private String checkpoint(
      UUID id,
      Instant at,
      Project project,
      String label,
      String summary,
      @Nullable JsonNode snapshot) {
    var checkpoint =
        new Checkpoint(
            id,
            tx.nextNumber(Ref.Kind.CHECKPOINT),
            project.id(),
            label,
            summary,
            next(snapshot),
            null,
            snapshot,
            Json.MAPPER.createObjectNode(),
            tx.events().position(),
            at);
    tx.checkpoints().insert(checkpoint);
    tx.append(new MemoryEvent.CheckpointCreated(checkpoint));
    return checkpoint.shortId();
  }

  /** How to go on, where the snapshot says it in one of the usual words. */
  private static String next(@Nullable JsonNode snapshot) {
    if (snapshot != null) {
      for (String name : new String[] {"resume_instructions", "next_steps", "next"}) {
        JsonNode said = snapshot.path(name);
        String text =
            said.isArray()
                ? String.join("\n", said.values().stream().map(JsonNode::asString).toList())
                : said.isString() ? said.asString() : "";
        if (!text.isBlank()) return text.length() > TEXT ? text.substring(0, TEXT) : text.strip();
      }
    }
    return "Imported from agent_sessions: go on from the summary and the snapshot.";
  }

  private static String title(String text) {
    String first = text.lines().findFirst().orElse(text).strip();
    return first.length() <= TITLE ? first : first.substring(0, TITLE - 1) + "…";
  }
}
