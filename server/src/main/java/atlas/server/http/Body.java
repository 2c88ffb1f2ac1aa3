package atlas.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** Reads the body of a request without holding a thread while a slow client sends it. */
final class Body implements Runnable {
  private static final Duration UNHURRIED = Duration.ofHours(1);

  private final Visit visit;
  private final int maxBytes;
  private final long longestNanos;
  private final Consumer<byte[]> whole;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final long begun = System.nanoTime();

  private Body(Visit visit, int maxBytes, Duration longest, Consumer<byte[]> whole) {
    this.visit = visit;
    this.maxBytes = maxBytes;
    this.longestNanos = longest.toNanos();
    this.whole = whole;
  }

  /** Hands the whole body on, or answers 413 when it is longer than allowed. */
  static void read(Visit visit, int maxBytes, Consumer<byte[]> whole) {
    read(visit, maxBytes, UNHURRIED, whole);
  }

  /** The same; answers 408 to a client that sends a little now and then for longer than that. */
  static void read(Visit visit, int maxBytes, Duration longest, Consumer<byte[]> whole) {
    if (visit.request().getLength() > maxBytes) throw tooLarge(maxBytes);
    new Body(visit, maxBytes, longest, whole).run();
  }

  @Override
  public void run() {
    visit.attempt(this::readOn);
  }

  private void readOn() {
    while (true) {
      Content.Chunk chunk = visit.request().read();
      if (chunk == null) {
        visit.request().demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        throw chunk.getFailure() instanceof TimeoutException
            ? tooSlow()
            : Problem.of(400, "The request body could not be read.");
      }
      ByteBuffer bytes = chunk.getByteBuffer();
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      boolean last = chunk.isLast();
      chunk.release();
      if (!last && System.nanoTime() - begun > longestNanos) throw tooSlow();
      if (read.size() + copy.length > maxBytes) throw tooLarge(maxBytes);
      read.writeBytes(copy);
      if (last) {
        whole.accept(read.toByteArray());
        return;
      }
    }
  }

  private static Problem tooSlow() {
    return Problem.of(408, "The request took too long to arrive.")
        .with(HttpHeader.CONNECTION, "close");
  }

  private static Problem tooLarge(int maxBytes) {
    // The rest is not read, so the connection cannot be used again.
    return Problem.of(413, "The request body is longer than " + maxBytes + " bytes.")
        .with(HttpHeader.CONNECTION, "close");
  }
}
