package atlas.server.stdio;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes lines, one after the other, from a thread of its own: a client that sends much before it
 * reads anything must not stop us from reading.
 */
final class LineWriter {
  private static final int MAX_WAITING_BYTES = 64 << 20;

  private static final class Line {
    final byte[] bytes;
    final CompletableFuture<Boolean> written = new CompletableFuture<>();

    Line(byte[] bytes) {
      this.bytes = bytes;
    }

    int weight() {
      return Math.min(bytes.length, MAX_WAITING_BYTES);
    }
  }

  private final OutputStream out;
  private final Runnable onGone;
  private final LinkedBlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MAX_WAITING_BYTES, true);
  private volatile boolean gone;

  /** onGone runs once, when the reader of our output has gone. */
  LineWriter(OutputStream out, Runnable onGone) {
    this.out = out;
    this.onGone = onGone;
  }

  void start() {
    var thread = new Thread(this::run, "stdio-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether nobody reads what we write. */
  boolean gone() {
    return gone;
  }

  /**
   * Takes one line, without its line feed; waits only while too much waits to be written. The
   * future says whether it was written.
   */
  CompletableFuture<Boolean> write(byte[] json) {
    byte[] bytes = Arrays.copyOf(json, json.length + 1);
    bytes[json.length] = '\n';
    return add(new Line(bytes));
  }

  /** Waits until all lines taken so far are written, at most so long. */
  void awaitWritten(Duration atMost) throws InterruptedException {
    try {
      add(new Line(new byte[0])).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException nobodyReads) {
      // The caller ends in any case; that is what the limit is for.
    }
  }

  private CompletableFuture<Boolean> add(Line line) {
    room.acquireUninterruptibly(line.weight());
    lines.add(line);
    return line.written;
  }

  private void run() {
    try {
      while (true) {
        Line line = lines.take();
        boolean written = !gone && written(line.bytes);
        room.release(line.weight());
        line.written.complete(written);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean written(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return true;
    } catch (IOException closed) {
      gone = true;
      onGone.run();
      return false;
    }
  }
}
