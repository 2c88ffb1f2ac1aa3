package atlas.bench;

import java.time.Duration;

/** Processor time of processes. */
final class Cpu {
  private Cpu() {}

  static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  static double own() {
    return seconds(ProcessHandle.current());
  }
}
