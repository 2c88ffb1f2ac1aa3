package atlas.model;

/** What ATLAS itself can tell the course of. The constants are the names on every floor. */
public enum Measure {
  bugs_per_session(
      "Bugs found per session", "bugs a session", Sum.MEAN, "testing sessions that were completed"),
  /** Bugs that came to light after a session had passed. */
  escaped_defects("Escaped defects", "bugs", Sum.COUNT, "bugs that came to light after a session"),
  /** The Brier score of what was shown: 0 is best. */
  prediction_quality(
      "Error of predictions", "Brier score, 0 is best", Sum.MEAN, "predictions that were settled"),
  /** From creation to the end, of issues of the user's. */
  cycle_time("Cycle time", "days, the median", Sum.MEDIAN, "issues of yours that were resolved"),
  review_load("Reviews done", "reviews", Sum.COUNT, "evidence of the category review");

  /** How what was seen becomes one number. */
  public enum Sum {
    /** Nothing seen is no number. */
    MEAN,
    /** Nothing seen is no number. */
    MEDIAN,
    /** Nothing seen is 0. */
    COUNT
  }

  private final String label;
  private final String unit;
  private final Sum sum;
  private final String seen;

  Measure(String label, String unit, Sum sum, String seen) {
    this.label = label;
    this.unit = unit;
    this.sum = sum;
    this.seen = seen;
  }

  /** The measure in words. */
  public String label() {
    return label;
  }

  /** What its numbers count. */
  public String unit() {
    return unit;
  }

  public Sum sum() {
    return sum;
  }

  /** What is seen of it, in words. */
  public String seen() {
    return seen;
  }
}
