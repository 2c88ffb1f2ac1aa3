package atlas.tools.focus;

import atlas.core.Outside;
import atlas.core.focus.Actions;
import atlas.model.ActionStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool save_focus_item. */
public final class SaveFocusItem {
  private SaveFocusItem() {}

  public record Input(
      @Doc("The action to change, e.g. A-2; leave out for a new one.") @Limits(min = 1, max = 64)
          @Nullable String action,
      @Doc("Its theater; a new action needs it.") @Limits(min = 1, max = 50)
          @Nullable String theater,
      @Doc("What could be done; a new action needs it.") @Limits(min = 1, max = 200)
          @Nullable String title,
      @Doc("What is to be known about it.") @Limits(min = 1, max = 4000)
          @Nullable String description,
      @Doc("Default open.") @Nullable ActionStatus status,
      @Doc("How far behind its plan it is, 5 the worst.") @Limits(min = 0, max = 5)
          @Nullable Integer gap,
      @Doc("Whether it has begun well.") @Nullable Boolean earlyProgress,
      @Doc("The day until which it is to be done.") @Nullable LocalDate due,
      @Doc("What it will take.") @Limits(min = 1, max = 10080) @Nullable Integer minutes,
      @Doc("true: the person is at it now, instead of another of the theater.")
          @Nullable Boolean select,
      @Doc("true: selected, and no other may take its place.") @Nullable Boolean pin,
      @Doc("The issue that it is about.") @Limits(min = 3, max = 64) @Nullable String ticketKey,
      @Doc("The task that it stands for, e.g. T-4.") @Limits(min = 1, max = 64)
          @Nullable String task,
      @Doc("The decision that it reviews, e.g. D-3.") @Limits(min = 1, max = 64)
          @Nullable String decision,
      @Doc("What to take away.") @Limits(max = 6) @Nullable List<Actions.Part> clear) {}

  public record Output(
      String action,
      ActionStatus status,
      String theater,
      boolean selected,
      @Doc("For changes made offline.") int version,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Actions actions) {
    return Tool.of(
            Toolset.focus,
            "save_focus_item",
            "Save an action",
            """
            Makes an action, something to do in a theater, or changes one: what you leave out \
            stays. Selects what the person is at.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var saved =
                  actions.save(
                      caller,
                      new Actions.Save(
                          input.action(),
                          input.theater(),
                          input.title(),
                          input.description(),
                          input.status(),
                          input.gap(),
                          input.earlyProgress(),
                          input.due(),
                          input.minutes(),
                          input.select(),
                          input.pin(),
                          input.ticketKey(),
                          input.task(),
                          input.decision(),
                          input.clear()));
              return new Output(
                  saved.action(),
                  saved.status(),
                  Outside.line(saved.theater()),
                  saved.selected(),
                  saved.version(),
                  saved.effects());
            })
        .onRequest();
  }
}
