package atlas.core.progress;

import atlas.model.Earned;
import atlas.storage.Tx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person can reach, by the data that ATLAS ships or that lie in the home: the challenge of
 * their day, achievements, and what the coach says of it. Made when it is first asked for.
 */
public final class Goals implements Milestone {
  private record Parts(Challenges challenges, Achievements achievements, Coach coach) {}

  private final @Nullable Path home;
  private @Nullable Parts parts;

  /**
   * @param home where data may lie that a person edited; null where there is none
   */
  public Goals(@Nullable Path home) {
    this.home = home;
  }

  /** The kinds of challenge. */
  public Challenges challenges() {
    return parts().challenges();
  }

  /** All that can be reached for good. */
  public Achievements achievements() {
    return parts().achievements();
  }

  /** Who says so. */
  public Coach coach() {
    return parts().coach();
  }

  private synchronized Parts parts() {
    Parts made = parts;
    if (made == null) {
      made = new Parts(Challenges.in(home), Achievements.in(home), Coach.in(home));
      parts = made;
    }
    return made;
  }

  @Override
  public Reached look(Tx tx, Moment moment) {
    Parts all = parts();
    var effects = new ArrayList<String>();
    var earned = new ArrayList<Earned>();
    for (Milestone part : List.of(all.challenges(), all.achievements(), all.coach())) {
      Reached reached = part.look(tx, moment);
      effects.addAll(reached.effects());
      earned.addAll(reached.earned());
    }
    return new Reached(effects, earned);
  }
}
