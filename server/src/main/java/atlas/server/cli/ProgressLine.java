package atlas.server.cli;

import atlas.model.Call;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far a long command is: a bar on a terminal, a line now and then elsewhere. */
final class ProgressLine implements Call.Progress, AutoCloseable {
  private static final int WIDTH = 24;
  private static final long REDRAWN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LINES_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintWriter to;
  private final boolean terminal;
  private final LongSupplier nanos;
  private long shownNanos;
  private int length;

  ProgressLine(PrintWriter to, boolean terminal, LongSupplier nanos) {
    this.to = to;
    this.terminal = terminal;
    this.nanos = nanos;
    this.shownNanos = nanos.getAsLong();
  }

  /** As this process's terminal has it. */
  static ProgressLine on(PrintWriter to) {
    return new ProgressLine(to, System.console() != null, System::nanoTime);
  }

  @Override
  public synchronized void at(double done, @Nullable Double total, String sentence) {
    long now = nanos.getAsLong();
    if (now - shownNanos < (terminal ? REDRAWN_NANOS : LINES_NANOS)) return;
    shownNanos = now;
    double share = total == null || total <= 0 ? 0 : Math.min(1, done / total);
    String text = String.format(Locale.ROOT, "%3.0f %%  %s", 100 * share, sentence);
    if (!terminal) {
      to.println(text.strip());
    } else {
      int full = (int) Math.round(share * WIDTH);
      draw("[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + text);
    }
    to.flush();
  }

  /** Takes the bar away, for what the command has to say. */
  @Override
  public synchronized void close() {
    if (length == 0) return;
    draw("");
    to.print('\r');
    to.flush();
  }

  private void draw(String line) {
    to.print("\r" + line + " ".repeat(Math.max(0, length - line.length())));
    length = line.length();
  }
}
