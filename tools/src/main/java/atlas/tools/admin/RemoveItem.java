package atlas.tools.admin;

import atlas.core.memory.Removal;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool remove_item. */
public final class RemoveItem {
  private RemoveItem() {}

  public record Input(
      @Doc(
              "Its short id, of whatever it is but an open session; theater:name; or project:name,"
                  + " which takes along what belongs to it.")
          @Limits(min = 1, max = 110)
          String item,
      @Doc("Whether to bring it back instead.") @Nullable Boolean restore) {}

  public record Output(
      String item, @Doc("Whether it is out of sight now.") boolean removed, List<String> effects) {}

  public static Tool<Input, Output> tool(Removal removal) {
    return Tool.of(
            Toolset.admin,
            "remove_item",
            "Remove an item",
            """
            Removes something from every list and search, but not from the log, which still tells \
            of it. Nothing is lost: with restore the same short id brings it back.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> {
              var moved =
                  Boolean.TRUE.equals(input.restore())
                      ? removal.restore(caller, input.item())
                      : removal.remove(caller, input.item());
              return new Output(moved.item(), moved.removed(), moved.effects());
            })
        .onRequest();
  }
}
