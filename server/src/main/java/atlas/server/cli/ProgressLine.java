package atlas.server.cli;

import atlas.model.Call;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far a long command is: a bar on a terminal, lines elsewhere. */
final class ProgressLine implements Call.Progress, AutoCloseable {
  private static final int WIDTH = 24;
  private static final long REDRAWN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LINES_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintWriter to;
  private final boolean terminal;
  private final long pauseNanos;
  private final LongSupplier nanos;
  private long shownNanos;
  private int length;

  ProgressLine(PrintWriter to, boolean terminal, LongSupplier nanos) {
    this(to, terminal, terminal ? REDRAWN_NANOS : LINES_NANOS, nanos);
  }

  private ProgressLine(PrintWriter to, boolean terminal, long pauseNanos, LongSupplier nanos) {
    this.to = to;
    this.terminal = terminal;
    this.pauseNanos = pauseNanos;
    this.nanos = nanos;
    this.shownNanos = nanos.getAsLong();
  }

  /** As this process's terminal has it; where there is none, a line now and then. */
  static ProgressLine on(PrintWriter to) {
    return new ProgressLine(to, System.console() != null, System::nanoTime);
  }

  /** The same, but where there is no terminal a line for each step, to be read in a log. */
  static ProgressLine ofSteps(PrintWriter to) {
    boolean terminal = System.console() != null;
    return new ProgressLine(to, terminal, terminal ? REDRAWN_NANOS : 0, System::nanoTime);
  }

  @Override
  public synchronized void at(double done, @Nullable Double total, String sentence) {
    long now = nanos.getAsLong();
    if (now - shownNanos < pauseNanos) return;
    shownNanos = now;
    String text = total == null ? sentence : shared(done, total, sentence);
    if (terminal) draw(text);
    else to.println(text);
    to.flush();
  }

  private String shared(double done, double total, String sentence) {
    double share = total <= 0 ? 0 : Math.min(1, done / total);
    String text = String.format(Locale.ROOT, "%3.0f %%  %s", 100 * share, sentence);
    if (!terminal) return text.strip();
    int full = (int) Math.round(share * WIDTH);
    return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + text;
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
