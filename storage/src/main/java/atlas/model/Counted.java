package atlas.model;

/** How many of something, in words: 1 scenario, 2 scenarios. */
public final class Counted {
  private Counted() {}

  /**
   * So many of it.
   *
   * @param what one of it is called; more have an s
   */
  public static String of(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
