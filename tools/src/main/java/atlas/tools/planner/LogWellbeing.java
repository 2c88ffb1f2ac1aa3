package atlas.tools.planner;

import atlas.core.wellbeing.Wellbeing;
import atlas.core.wellbeing.Wellbeing.Kept;
import atlas.model.Caller;
import atlas.model.Mood;
import atlas.model.MoodContext;
import atlas.model.Refusal;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tool log_wellbeing. */
public final class LogWellbeing {
  private LogWellbeing() {}

  /** What is logged. */
  public enum Kind {
    mood,
    journal,
    habit
  }

  public record Input(
      @Doc("What it is that they say.") Kind kind,
      @Doc("How they feel; with a journal if they say so.") @Nullable Mood mood,
      @Doc("Of a mood, 1.0 worst to 5.0; default by mood.") @Limits(min = 1, max = 5)
          @Nullable Double score,
      @Doc("Of a mood; default general.") @Nullable MoodContext context,
      @Doc("What brought the mood: S-12 or T-4.") @Limits(min = 1, max = 64) @Nullable String after,
      @Doc("A mood's note; a journal's text, added to the day's.") @Limits(min = 1, max = 20_000)
          @Nullable String text,
      @Doc("Of a journal.") @Limits(min = 1, max = 200) @Nullable String title,
      @Doc("Of a journal.") @Limits(max = 20, each = 50) @Nullable List<String> tags,
      @Doc("Which was done, e.g. H-2.") @Limits(min = 1, max = 64) @Nullable String habit,
      @Doc("Of the person's; default today.") @Nullable LocalDate day) {}

  public record Output(
      @Doc("O-4 (mood), J-3 (journal) or H-2 (habit).") String item,
      LocalDate day,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Wellbeing wellbeing) {
    return Tool.of(
            Toolset.planner,
            "log_wellbeing",
            "Log how they are",
            """
            Logs the person's mood, a text of their journal (one a day), or that a habit was done. \
            Mood and journal are private: nothing shows them to agents unless the person allowed \
            it.""",
            Effect.ADDS,
            Input.class,
            Output.class,
            (caller, input) -> {
              Kept kept = keep(wellbeing, caller, input);
              return new Output(kept.item(), kept.day(), kept.effects());
            })
        .onRequest();
  }

  private static Kept keep(Wellbeing wellbeing, Caller caller, Input input) {
    return switch (input.kind()) {
      case mood -> {
        only(input.kind(), "mood, score, context, after, text, day", title(input), habit(input));
        yield wellbeing.feel(caller, felt(input));
      }
      case journal -> {
        only(input.kind(), "text, title, tags, mood, day", score(input), habit(input));
        yield wellbeing.write(caller, written(input));
      }
      case habit -> {
        boolean words = input.mood() != null || input.text() != null;
        only(input.kind(), "habit, day", score(input), title(input), words);
        if (input.habit() == null) throw Refusal.invalid("Say which habit, e.g. H-2.");
        yield wellbeing.practise(caller, input.habit(), input.day());
      }
    };
  }

  private static Wellbeing.Felt felt(Input input) {
    if (input.mood() == null) {
      throw Refusal.invalid(
          "Say the mood: "
              + String.join(", ", Stream.of(Mood.values()).map(Enum::name).toList())
              + ".");
    }
    return new Wellbeing.Felt(
        input.mood(),
        input.score() == null ? null : BigDecimal.valueOf(input.score()),
        input.context(),
        input.after(),
        input.text(),
        input.day());
  }

  private static Wellbeing.Written written(Input input) {
    if (input.text() == null) throw Refusal.invalid("A journal needs a text.");
    return new Wellbeing.Written(
        input.text(), input.title(), input.tags(), input.mood(), input.day());
  }

  private static boolean title(Input input) {
    return input.title() != null || input.tags() != null;
  }

  private static boolean score(Input input) {
    return input.score() != null || input.context() != null || input.after() != null;
  }

  private static boolean habit(Input input) {
    return input.habit() != null;
  }

  /** Nothing is dropped silently. */
  private static void only(Kind kind, String takes, boolean... others) {
    for (boolean other : others) {
      if (other) throw Refusal.invalid("Of kind %s it takes %s.".formatted(kind, takes));
    }
  }
}
