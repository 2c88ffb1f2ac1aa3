package atlas.bench;

/** What came of a stretch of load. */
final class Load {
  final Samples latencies = new Samples();
  int errors;
  double seconds;
  double cpuSeconds;

  double perSecond() {
    return latencies.count() / seconds;
  }

  void add(Load other) {
    latencies.addAll(other.latencies);
    errors += other.errors;
    seconds += other.seconds;
    cpuSeconds += other.cpuSeconds;
  }

  void print(Report report, String name) {
    report.line(
        "  %-10s %8.0f calls/s   p50 %7.2f   p95 %7.2f   p99 %7.2f ms   %d calls, %d errors,"
            + " %.1f s of processor time without PostgreSQL's",
        name,
        perSecond(),
        latencies.percentile(50),
        latencies.percentile(95),
        latencies.percentile(99),
        latencies.count(),
        errors,
        cpuSeconds);
  }
}
