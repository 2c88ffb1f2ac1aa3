package atlas.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Counts what a process sends to PostgreSQL, from its driver's own log of the protocol: each
 * message Execute runs a statement, BEGIN and COMMIT among them.
 */
final class DriverLog {
  private static final String EXECUTE = " FE=> Execute(";
  private static final String SIMPLE = " FE=> SimpleQuery(";
  private static final String ROUND_TRIP = " FE=> Sync";

  private DriverLog() {}

  /** What a JVM is told to write that log. */
  static List<String> options(Path folder, Path log) throws IOException {
    Path settings = folder.resolve("driver-log.properties");
    Files.writeString(
        settings,
        """
        handlers=java.util.logging.FileHandler
        .level=OFF
        org.postgresql.core.v3.QueryExecutorImpl.level=FINEST
        java.util.logging.FileHandler.level=FINEST
        java.util.logging.FileHandler.pattern=%s
        java.util.logging.FileHandler.encoding=UTF-8
        java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
        java.util.logging.SimpleFormatter.format=%%5$s%%n
        """
            .formatted(log));
    return List.of("-Djava.util.logging.config.file=" + settings);
  }

  /** How many statements it ran, and how often it waited for PostgreSQL. */
  record Counts(long statements, long roundTrips) {}

  static Counts read(Path log) throws IOException {
    long statements = 0;
    long roundTrips = 0;
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.startsWith(EXECUTE) || line.startsWith(SIMPLE)) statements++;
        // BEGIN goes out with the statement after it.
        boolean alone = line.startsWith(SIMPLE) && !line.contains("\"BEGIN\"");
        if (line.startsWith(ROUND_TRIP) || alone) roundTrips++;
      }
    }
    return new Counts(statements, roundTrips);
  }
}
