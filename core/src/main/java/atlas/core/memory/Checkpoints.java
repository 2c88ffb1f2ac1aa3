package atlas.core.memory;

import atlas.model.Caller;
import atlas.model.Checkpoint;
import atlas.model.Event;
import atlas.model.Json;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Session;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Where the work stopped, so that the next one can take it up from there. */
public final class Checkpoints {
  /** What is to be saved. */
  public record Save(
      String label,
      String summary,
      String resumeInstructions,
      @Nullable String repoRef,
      @Nullable String project,
      @Nullable Map<String, Object> snapshot) {}

  /** A checkpoint that was saved, as C-7. */
  public record Saved(String checkpoint, String project, Instant createdAt, List<String> effects) {}

  private record OpenSession(String session, String ticketKey, String status, String charter) {}

  private final Database database;
  private final Projects projects;

  public Checkpoints(Database database, Projects projects) {
    this.database = database;
    this.projects = projects;
  }

  /** Saves what the caller says, and what ATLAS itself sees at this moment. */
  public Saved create(Caller caller, Save save) {
    return database.write(
        caller,
        Saved.class,
        tx -> {
          Project project = projects.ensure(tx, save.project());
          List<Session> open = tx.sessions().open();
          var checkpoint =
              new Checkpoint(
                  tx.newId(),
                  tx.nextNumber(Ref.Kind.CHECKPOINT),
                  project.id(),
                  save.label(),
                  save.summary(),
                  save.resumeInstructions(),
                  save.repoRef(),
                  save.snapshot() == null ? null : Json.MAPPER.valueToTree(save.snapshot()),
                  captured(tx, open),
                  tx.events().position(),
                  tx.at());
          tx.checkpoints().insert(checkpoint);
          tx.append(new Event.CheckpointCreated(checkpoint));
          List<String> effects =
              open.isEmpty()
                  ? List.of()
                  : List.of(
                      "Open sessions noted: "
                          + String.join(", ", open.stream().map(Session::shortId).toList()));
          return new Saved(checkpoint.shortId(), project.name(), tx.at(), effects);
        });
  }

  /** A checkpoint as it was saved, with the name of its project. */
  public record Kept(Checkpoint checkpoint, String project) {}

  /** The checkpoint of that id. */
  public Kept get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.CHECKPOINT, named);
    return database.read(
        caller,
        tx -> {
          var checkpoint = tx.checkpoints().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          return new Kept(checkpoint, tx.projects().name(checkpoint.projectId()).orElseThrow());
        });
  }

  /** Short ids that begin so, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.checkpoints().ids(prefix, limit));
  }

  private static ObjectNode captured(Tx tx, List<Session> open) {
    ObjectNode captured = Json.MAPPER.createObjectNode();
    captured.set(
        "open_sessions",
        Json.MAPPER.valueToTree(
            open.stream()
                .map(
                    s ->
                        new OpenSession(s.shortId(), s.ticketKey(), s.status().name(), s.charter()))
                .toList()));
    captured.put("active_tickets", tx.tickets().countActive());
    return captured;
  }
}
