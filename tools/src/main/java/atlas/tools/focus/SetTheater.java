package atlas.tools.focus;

import atlas.core.Outside;
import atlas.core.focus.Theaters;
import atlas.model.TheaterStatus;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool set_theater. */
public final class SetTheater {
  private SetTheater() {}

  public record Input(
      @Doc("Its name, e.g. ibm; one that there is not yet is made.") @Limits(min = 1, max = 50)
          String theater,
      @Doc("Another name for it.") @Limits(min = 1, max = 50) @Nullable String renameTo,
      @Doc("How it stands, if not as its actions and logs say.") @Nullable TheaterStatus status,
      @Doc("In percent; else the share of its actions that are done.") @Limits(min = 0, max = 100)
          @Nullable Integer progress,
      @Doc("Its share of 100; the others share the rest as before.") @Limits(min = 0, max = 100)
          @Nullable Integer energy,
      @Doc("true: status and progress as they are counted again.") @Nullable Boolean derive) {}

  public record Output(
      String theater,
      @Doc("As it was said; none where it is derived.") @Nullable TheaterStatus status,
      @Nullable Integer progress,
      int energy,
      @Doc("For changes made offline.") int version,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Theaters theaters) {
    return Tool.of(
            Toolset.focus,
            "set_theater",
            "Set a theater",
            """
            Makes or changes a theater, an area of the person's work: its share of their energy, \
            status, progress.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var saved =
                  theaters.save(
                      caller,
                      new Theaters.Save(
                          input.theater(),
                          input.renameTo(),
                          input.status(),
                          input.progress(),
                          input.energy(),
                          Boolean.TRUE.equals(input.derive())));
              return new Output(
                  Outside.line(saved.theater()),
                  saved.status(),
                  saved.progress(),
                  saved.energy(),
                  saved.version(),
                  saved.effects());
            })
        .onRequest();
  }
}
