package atlas.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the JVM's log of its collections tells: no moment has more heap than just before one. */
record HeapLog(int collections, double peakMegabytes) {
  private static final Pattern COLLECTION = Pattern.compile("GC\\(\\d+\\) Pause .* (\\d+)M->\\d+M");
  private static final Pattern AT_EXIT = Pattern.compile("\\[gc,heap,exit.*\\bused (\\d+)K");

  /** The option that makes a JVM write it. */
  static String option(Path log) {
    return "-Xlog:gc,gc+heap+exit:file=" + log;
  }

  static HeapLog read(Path log) throws IOException {
    int collections = 0;
    long peak = 0;
    long atExit = 0;
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      Matcher collection = COLLECTION.matcher(line);
      if (collection.find()) {
        collections++;
        peak = Math.max(peak, Long.parseLong(collection.group(1)));
      }
      Matcher exit = AT_EXIT.matcher(line);
      if (exit.find() && !line.contains("etaspace") && !line.contains("class space")) {
        atExit += Long.parseLong(exit.group(1));
      }
    }
    return new HeapLog(collections, Math.max(peak, atExit / 1024.0));
  }
}
