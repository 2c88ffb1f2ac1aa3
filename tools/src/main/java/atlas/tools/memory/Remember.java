package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Memories;
import atlas.model.Memory;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool remember. */
public final class Remember {
  private Remember() {}

  public record Input(
      @Doc("What kind of fact it is; session is for what matters to the work of today.")
          Memory.Type type,
      @Doc("What to know it by, e.g. deploy-window.") @Limits(min = 1, max = 200) String key,
      @Doc("The fact.") @Limits(min = 1, max = 8000) String value,
      @Doc("The project that it belongs to; left out, it holds everywhere.")
          @Limits(min = 1, max = 100)
          @Nullable String project,
      @Doc("When to forget it, with zone, e.g. 2026-03-01T00:00:00Z; left out, never.")
          @Nullable Instant expiresAt) {}

  public record Output(
      String memory,
      Memory.Type type,
      String key,
      @Nullable String project,
      @Nullable Instant expiresAt,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Memories memories) {
    return Tool.of(
            Toolset.memory,
            "remember",
            "Remember a fact",
            """
            Remembers a fact, pattern or preference under a key, for search_memory to find. The \
            same type and key again replaces what it said.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var kept =
                  memories.remember(
                      caller,
                      new Memories.Fact(
                          input.type(),
                          input.key(),
                          input.value(),
                          input.project(),
                          input.expiresAt()));
              return new Output(
                  kept.memory(),
                  kept.type(),
                  kept.key(),
                  Outside.lineOrNull(kept.project()),
                  kept.expiresAt(),
                  kept.effects());
            })
        .onRequest();
  }
}
