package atlas.tools.planner;

import atlas.core.planner.Planner;
import atlas.model.CalendarEventType;
import atlas.model.HabitFrequency;
import atlas.model.PersonalPriority;
import atlas.model.SpaceName;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool save_planner_item. */
public final class SavePlannerItem {
  private SavePlannerItem() {}

  public record Input(
      @Doc("What it is.") Planner.Type type,
      @Doc("The one to change: U-3, V-4, N-2, H-1.") @Limits(min = 1, max = 64)
          @Nullable String item,
      @Doc("Of a task or habit, or which space.") @Nullable SpaceName space,
      @Doc("A new one needs it.") @Limits(min = 1, max = 200) @Nullable String title,
      @Doc("More about it.") @Limits(min = 1, max = 4000) @Nullable String description,
      @Doc("Of a task; default medium.") @Nullable PersonalPriority priority,
      @Doc("When due, on, or logged (default today).") @Nullable LocalDate day,
      @Doc("17:30; an event without is all day.") @Limits(max = 50) @Nullable String time,
      @Doc("Of an event of several days.") @Nullable LocalDate lastDay,
      @Doc("How long an event is.") @Limits(min = 1, max = 10080) @Nullable Integer minutes,
      @Doc("When to remind, with zone.") @Nullable Instant remindAt,
      @Doc("Of a task.") @Limits(max = 20, each = 50) @Nullable List<String> tags,
      @Doc("The issue it is about.") @Limits(min = 3, max = 64) @Nullable String ticketKey,
      @Doc("Default custom.") @Nullable CalendarEventType eventType,
      @Doc("Of a countdown or habit.") Planner.@Nullable Category category,
      @Doc("#1565c0, of a countdown or space.") @Limits(max = 7) @Nullable String colour,
      @Doc("Of a countdown or space.") @Limits(min = 1, max = 50) @Nullable String icon,
      @Doc("Of a habit; default daily.") @Nullable HabitFrequency frequency,
      @Doc("Days of a week; of a custom habit within how many days again.")
          @Limits(min = 1, max = 366)
          @Nullable Integer targetDays,
      @Doc("false: a countdown or habit is over.") @Nullable Boolean active,
      @Doc("true: the habit rests on day.") @Nullable Boolean rest,
      @Doc("true: the task is done, the habit was.") @Nullable Boolean done,
      @Doc("What to take away.") @Limits(max = 7) @Nullable List<Planner.Part> clear) {}

  public record Output(
      Planner.Type type,
      @Doc("U-3, V-4, N-2, H-1, or the space.") String item,
      int version,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Planner planner) {
    return Tool.of(
            Toolset.planner,
            "save_planner_item",
            "Save a planner item",
            """
            Makes or changes what the person plans: a task of their own, a calendar event, a \
            countdown, a habit, or how a space looks. What you leave out stays.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var saved = planner.save(caller, save(input));
              return new Output(saved.type(), saved.item(), saved.version(), saved.effects());
            })
        .onRequest();
  }

  private static Planner.Save save(Input input) {
    return new Planner.Save(
        input.type(),
        input.item(),
        input.space(),
        input.title(),
        input.description(),
        input.priority(),
        input.day(),
        input.time(),
        input.lastDay(),
        input.minutes(),
        input.remindAt(),
        input.tags(),
        input.ticketKey(),
        input.eventType(),
        input.category(),
        input.colour(),
        input.icon(),
        input.frequency(),
        input.targetDays(),
        input.active(),
        input.rest(),
        input.done(),
        input.clear());
  }
}
