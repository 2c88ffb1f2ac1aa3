package atlas.tools.focus;

import atlas.core.Outside;
import atlas.core.focus.OfflineChanges;
import atlas.model.OfflineChange.Result;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool apply_offline_changes. */
public final class ApplyOfflineChanges {
  private ApplyOfflineChanges() {}

  public record Input(
      @Doc(
              "Each a JSON object: operation_id, entity (theater, action, focus_log,"
                  + " personal_task), operation (insert, update, delete), id, base_version, values."
                  + " id may be op: and the operation_id that made it.")
          @Limits(min = 1, max = 100, each = 16384)
          List<String> changes) {}

  /** What came of a change. */
  public record Change(
      @Nullable String operationId,
      Result result,
      @Nullable String id,
      @Nullable Integer version,
      @Nullable String reason,
      @Doc("Of a conflict: what was wanted, as JSON.") @Nullable String yours,
      @Doc("Of a conflict: what there is, as JSON.") @Nullable String current,
      @Doc("How often it was tried.") int attempts) {}

  public record Output(List<Change> changes, List<String> effects) {}

  public static Tool<Input, Output> tool(OfflineChanges offline) {
    return Tool.of(
            Toolset.focus,
            "apply_offline_changes",
            "Apply offline changes",
            """
            Applies what a client changed while it was offline, each change once, as if it had \
            been online. A conflict changes nothing and shows both sides.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var report = offline.apply(caller, input.changes());
              return new Output(
                  report.outcomes().stream().map(ApplyOfflineChanges::change).toList(),
                  report.counts().entrySet().stream()
                      .map(count -> count.getValue() + " " + count.getKey())
                      .toList());
            })
        .onRequest();
  }

  private static Change change(OfflineChanges.Outcome outcome) {
    return new Change(
        outcome.operationId() == null ? null : Outside.line(outcome.operationId(), 100),
        outcome.result(),
        outcome.id() == null ? null : Outside.line(outcome.id(), 60),
        outcome.version(),
        outcome.reason() == null ? null : Outside.text(outcome.reason()),
        outcome.yours() == null ? null : Outside.line(outcome.yours(), 2_000),
        outcome.current() == null ? null : Outside.line(outcome.current(), 2_000),
        outcome.attempts());
  }
}
