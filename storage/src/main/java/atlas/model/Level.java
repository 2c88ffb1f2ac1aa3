package atlas.model;

/**
 * How far somebody has come.
 *
 * @param level 1 to begin with; the next is further away each time
 * @param from with how much XP it begins
 * @param toNext how much is missing to the next one
 */
public record Level(int level, int from, int toNext) {
  private static final int STEP = 100;

  /** The level of whoever has so much: floor(sqrt(xp / 100)) + 1. */
  public static Level of(int xp) {
    int done = (int) Math.sqrt((double) xp / STEP);
    return new Level(done + 1, done * done * STEP, (done + 1) * (done + 1) * STEP - xp);
  }
}
