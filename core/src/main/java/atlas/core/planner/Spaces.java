package atlas.core.planner;

import atlas.core.Differences;
import atlas.model.PlannerEvent;
import atlas.model.Profile;
import atlas.model.Refusal;
import atlas.model.Space;
import atlas.model.SpaceName;
import atlas.storage.Tx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The halves of a person's days. */
public final class Spaces {
  private Spaces() {}

  /** Gives a user both. */
  public static void seed(Tx tx) {
    add(tx, SpaceName.personal, "#2e7d32", "home");
    add(tx, SpaceName.work, "#1565c0", "briefcase");
  }

  private static void add(Tx tx, SpaceName name, String colour, String icon) {
    var space = new Space(tx.newId(), name, colour, icon, 1, tx.at());
    tx.spaces().insert(space);
    tx.append(new PlannerEvent.SpaceCreated(space));
  }

  /**
   * The space of that name; whoever was here before there were any gets them now.
   *
   * @param name null for the one where the person wants what names none
   */
  static Space require(Tx tx, @Nullable SpaceName name) {
    List<Space> all = tx.spaces().all();
    if (all.isEmpty()) {
      // The person's row first: two who come at once make them once.
      tx.users().lockProfile();
      all = tx.spaces().all();
      if (all.isEmpty()) seed(tx);
      all = tx.spaces().all();
    }
    SpaceName wanted = name == null ? usual(tx) : name;
    return all.stream().filter(space -> space.name() == wanted).findFirst().orElseThrow();
  }

  private static SpaceName usual(Tx tx) {
    String said = tx.users().profile().map(Profile::defaultSpace).orElse(null);
    return said != null && said.strip().equalsIgnoreCase(SpaceName.work.name())
        ? SpaceName.work
        : SpaceName.personal;
  }

  /** Has the space look otherwise. */
  static Planner.Saved save(Tx tx, Planner.Save save) {
    if (save.space() == null) throw Refusal.invalid("Say which space: personal or work.");
    Space before = require(tx, save.space());
    var after =
        new Space(
            before.id(),
            before.name(),
            save.colour() == null ? before.colour() : Planner.colour(save.colour()),
            save.icon() == null ? before.icon() : Planner.line("An icon", save.icon()),
            before.version() + 1,
            before.createdAt());
    List<String> changed =
        new Differences()
            .of("colour", before.colour(), after.colour())
            .of("icon", before.icon(), after.icon())
            .names();
    if (changed.isEmpty()) return saved(before);
    tx.spaces().update(after);
    tx.append(new PlannerEvent.SpaceChanged(after, changed));
    return saved(after);
  }

  private static Planner.Saved saved(Space space) {
    return new Planner.Saved(Planner.Type.space, space.name().name(), space.version(), List.of());
  }
}
