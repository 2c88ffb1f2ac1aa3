package atlas.tools.focus;

import atlas.core.Outside;
import atlas.core.focus.OfflineChanges;
import atlas.model.Json;
import atlas.model.OfflineChange.Result;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tool apply_offline_changes. */
public final class ApplyOfflineChanges {
  // Of the 48 KB that an answer may have: until when reasons are told, and both sides shown.
  private static final int REASONS = 45 * 1024;
  private static final int SIDES = 40 * 1024;

  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_REASON = 300;

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
                  changes(report.outcomes()),
                  report.counts().entrySet().stream()
                      .map(count -> count.getValue() + " " + count.getKey())
                      .toList());
            })
        .onRequest();
  }

  /**
   * What came of each. What was applied is so whatever the answer's length: where there is much to
   * tell, what comes last is told in short.
   */
  private static List<Change> changes(List<OfflineChanges.Outcome> outcomes) {
    var changes = new ArrayList<Change>();
    int bytes = 0;
    for (var outcome : outcomes) {
      Change named = named(outcome);
      changes.add(named);
      bytes += bytes(named);
    }
    bytes = fill(changes, outcomes, bytes, REASONS, ApplyOfflineChanges::withReason);
    int unused = fill(changes, outcomes, bytes, SIDES, ApplyOfflineChanges::whole);
    return changes;
  }

  /** Tells more of each, as long as there is room for it; how many bytes that makes. */
  private static int fill(
      List<Change> changes,
      List<OfflineChanges.Outcome> outcomes,
      int already,
      int most,
      Function<OfflineChanges.Outcome, Change> more) {
    int bytes = already;
    for (int i = 0; i < changes.size(); i++) {
      Change longer = more.apply(outcomes.get(i));
      int then = bytes - bytes(changes.get(i)) + bytes(longer);
      if (then > most) continue;
      changes.set(i, longer);
      bytes = then;
    }
    return bytes;
  }

  private static int bytes(Change change) {
    return Json.MAPPER.writeValueAsString(change).getBytes(StandardCharsets.UTF_8).length;
  }

  private static Change named(OfflineChanges.Outcome outcome) {
    return change(
        outcome, 40, outcome.reason() == null ? null : "Send this one alone to see why.", false);
  }

  private static Change withReason(OfflineChanges.Outcome outcome) {
    String reason =
        outcome.reason() == null ? null : Outside.line(outcome.reason(), LONGEST_REASON);
    boolean sides = outcome.yours() != null || outcome.current() != null;
    return change(
        outcome, 100, sides ? reason + " Send this one alone to see both sides." : reason, false);
  }

  private static Change whole(OfflineChanges.Outcome outcome) {
    return change(
        outcome, 100, outcome.reason() == null ? null : Outside.text(outcome.reason()), true);
  }

  private static Change change(
      OfflineChanges.Outcome outcome, int longestName, @Nullable String reason, boolean sides) {
    return new Change(
        outcome.operationId() == null ? null : Outside.line(outcome.operationId(), longestName),
        outcome.result(),
        outcome.id() == null ? null : Outside.line(outcome.id(), 60),
        outcome.version(),
        reason,
        sides ? side(outcome.yours()) : null,
        sides ? side(outcome.current()) : null,
        outcome.attempts());
  }

  /** A side with its texts cut, and not itself: half of an object is no JSON. */
  private static @Nullable String side(@Nullable String json) {
    if (json == null) return null;
    Object read = Json.MAPPER.readValue(json, Object.class);
    return Json.MAPPER.writeValueAsString(Outside.data(read, ApplyOfflineChanges::cut));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT
        ? Outside.text(text)
        : Outside.text(text.substring(0, LONGEST_TEXT)) + "…";
  }
}
