package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Recall;
import atlas.model.Hit;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool search_memory. */
public final class SearchMemory {
  private SearchMemory() {}

  public record Input(
      @Doc("Words, keys or ids; left out: the newest of kind.") @Limits(min = 1, max = 500)
          @Nullable String query,
      @Doc("Only this.") Hit.@Nullable Kind kind,
      @Doc("A project's name or Jira key.") @Limits(min = 1, max = 100) @Nullable String project,
      @Doc("From then, with zone.") @Nullable Instant since,
      @Doc("Before then.") @Nullable Instant until,
      @Doc("Of evidence: gitlab.") @Limits(max = 20) @Nullable String source,
      @Doc("Of evidence.") @Limits(max = 50) @Nullable String category,
      @Doc("Of evidence.") @Limits(max = 50) @Nullable String tag,
      @Doc("Least likeness in meaning.") @Limits(max = 1) @Nullable Double threshold,
      @Doc("Default 10.") @Limits(min = 1, max = 50) @Nullable Integer limit,
      @Doc("next_cursor.") @Limits(min = 1, max = 500) @Nullable String cursor,
      @Doc("Default concise.") @Nullable Format format) {}

  public record Found(
      Hit.Kind kind,
      @Doc("Short id or key; a note has that of its session or issue.") String id,
      String title,
      @Nullable String snippet,
      @Doc("Which words of the query it has, and where; or meaning.") String why,
      @Nullable String project,
      Instant at) {}

  public record Output(
      @Doc("The best first; without a query, the newest.") List<Found> hits,
      int count,
      @Doc("How many more there are.") int omitted,
      @Nullable String nextCursor,
      @Doc("Why something may be missing.") @Nullable String degraded,
      @Doc("What to ask instead.") @Nullable String hint) {}

  public static Tool<Input, Output> tool(Recall recall) {
    return Tool.of(
        Toolset.memory,
        "search_memory",
        "Search everything",
        """
        Finds what was done, decided or noted before, the best first.""",
        Effect.READS,
        Input.class,
        Output.class,
        (caller, input) ->
            output(
                recall.search(
                    caller,
                    new Recall.Query(
                        input.query(),
                        input.kind(),
                        input.project(),
                        input.since(),
                        input.until(),
                        new Recall.Which(input.source(), input.category(), input.tag()),
                        input.threshold(),
                        input.limit() == null ? 10 : input.limit(),
                        input.cursor())),
                Format.isDetailed(input.format()) ? 500 : 200));
  }

  private static Output output(Recall.Found found, int length) {
    return new Output(
        found.hits().stream().map(hit -> hit(hit, length)).toList(),
        found.hits().size(),
        found.omitted(),
        found.nextCursor(),
        found.degraded(),
        hint(found));
  }

  private static Found hit(Recall.Recalled hit, int length) {
    String snippet = Outside.line(hit.snippet(), length);
    return new Found(
        hit.kind(),
        Outside.line(hit.name(), 64),
        Outside.line(hit.title(), 150),
        snippet.isEmpty() ? null : snippet,
        Outside.line(hit.why(), 100),
        Outside.lineOrNull(hit.project()),
        hit.at());
  }

  private static @Nullable String hint(Recall.Found found) {
    if (found.hits().isEmpty()) return "Try fewer or other words, or fewer filters.";
    return found.anyWord() ? "Nothing has all of these words; these have some of them." : null;
  }
}
