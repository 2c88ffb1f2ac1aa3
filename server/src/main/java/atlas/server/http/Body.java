package atlas.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request without holding a thread while a slow client sends it. */
final class Body implements Runnable {
  private final Visit visit;
  private final int maxBytes;
  private final IntConsumer room;
  private final Consumer<byte[]> whole;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  // The clock and what arrives may come at the same time; one of them ends it.
  private final AtomicBoolean over = new AtomicBoolean();
  private Scheduler.@Nullable Task clock;

  private Body(Visit visit, int maxBytes, IntConsumer room, Consumer<byte[]> whole) {
    this.visit = visit;
    this.maxBytes = maxBytes;
    this.room = room;
    this.whole = whole;
  }

  /** Hands the whole body on, or answers 413 when it is longer than allowed. */
  static void read(Visit visit, int maxBytes, Consumer<byte[]> whole) {
    if (visit.request().getLength() > maxBytes) throw tooLarge(maxBytes);
    new Body(visit, maxBytes, bytes -> {}, whole).run();
  }

  /**
   * The same; answers 408 to a client that has not sent it all by then, though it sent nothing.
   *
   * @param room is told of so many more bytes before they are kept, and may refuse them
   */
  static void read(
      Visit visit, int maxBytes, Duration longest, IntConsumer room, Consumer<byte[]> whole) {
    if (visit.request().getLength() > maxBytes) throw tooLarge(maxBytes);
    var body = new Body(visit, maxBytes, room, whole);
    Scheduler scheduler = visit.request().getComponents().getScheduler();
    body.clock = scheduler.schedule(body::late, longest.toMillis(), TimeUnit.MILLISECONDS);
    body.run();
  }

  @Override
  public void run() {
    visit.attempt(
        () -> {
          byte[] body;
          try {
            body = readOn();
          } catch (RuntimeException failure) {
            if (ends()) throw failure;
            return;
          }
          if (body != null && ends()) whole.accept(body);
        });
  }

  private void late() {
    visit.attempt(
        () -> {
          if (ends()) throw tooSlow();
        });
  }

  private boolean ends() {
    if (clock != null) clock.cancel();
    return over.compareAndSet(false, true);
  }

  /** The whole body, or nothing while more of it is to come. */
  private byte @Nullable [] readOn() {
    while (!over.get()) {
      Content.Chunk chunk = visit.request().read();
      if (chunk == null) {
        visit.request().demand(this);
        return null;
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
      if (read.size() + copy.length > maxBytes) throw tooLarge(maxBytes);
      room.accept(copy.length);
      read.writeBytes(copy);
      if (last) return read.toByteArray();
    }
    return null;
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
