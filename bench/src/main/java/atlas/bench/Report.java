package atlas.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what was measured, and on what. */
final class Report {
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void line(String format, Object... values) {
    line(String.format(Locale.ROOT, format, values));
  }

  /** What a reader must know of the machine to make sense of the figures. */
  void machine(@Nullable Path javaHome) {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    line(
        "machine: %d cores, %s %s, load average %.1f at the beginning",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        system.getSystemLoadAverage());
    line(
        "JDK: ATLAS on %s, the bench itself on %s",
        javaHome == null ? Runtime.version() : Jdk.version(javaHome), Runtime.version());
  }

  /** One row of figures. */
  void samples(String name, Samples samples, String unit) {
    line(
        "  %-28s %4d runs   min %8.3f   median %8.3f   p95 %8.3f   max %8.3f %s",
        name,
        samples.count(),
        samples.percentile(0),
        samples.median(),
        samples.percentile(95),
        samples.percentile(100),
        unit);
  }
}
