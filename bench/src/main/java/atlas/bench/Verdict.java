package atlas.bench;

/**
 * How a measurement ended.
 *
 * @param value what was measured, in that unit
 * @param unit x for times as much as what it is compared with
 * @param atMost whether the value must not be above the bar, or must reach it
 */
record Verdict(String what, double value, String unit, double bar, boolean atMost) {
  /** How much more than what it is compared with. */
  static Verdict ratio(String what, double ratio, double bar, boolean atMost) {
    return new Verdict(what, ratio, "x", bar, atMost);
  }

  boolean met() {
    return atMost ? value <= bar : value >= bar;
  }

  /** Whether it has no unit, and is between 0 and 1. */
  private boolean share() {
    return unit.isEmpty();
  }

  /** Prints it; whether the bar was met. */
  boolean print(Report report) {
    report.line(
        share() ? "%s: %.3f%s   (bar: %s %.2f%s)   %s" : "%s: %.2f %s   (bar: %s %.1f %s)   %s",
        what,
        value,
        unit,
        atMost ? "at most" : "at least",
        bar,
        unit,
        met() ? "MET" : "NOT MET");
    return met();
  }
}
