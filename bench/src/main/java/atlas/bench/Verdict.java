package atlas.bench;

/**
 * How a measurement ended.
 *
 * @param atMost whether the ratio must stay below the bar, or reach it
 */
record Verdict(String what, double ratio, double bar, boolean atMost) {
  boolean met() {
    return atMost ? ratio <= bar : ratio >= bar;
  }

  /** Prints it; whether the bar was met. */
  boolean print(Report report) {
    report.line(
        "%s: %.2f x   (bar: %s %.1f x)   %s",
        what, ratio, atMost ? "at most" : "at least", bar, met() ? "MET" : "NOT MET");
    return met();
  }
}
