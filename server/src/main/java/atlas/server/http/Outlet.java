package atlas.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request: a single JSON body, or an event stream as soon as something other
 * than the answer has to go out first. Never blocks: what a slow client does not take waits in a
 * queue, and a client that lets it grow too long is cut off.
 */
final class Outlet {
  private static final int MAX_QUEUED_BYTES = 32 * 1024 * 1024;

  private record Frame(ByteBuffer bytes, boolean last) {}

  private final Visit visit;
  private final BooleanSupplier welcome;
  private final Consumer<Outlet> onEnd;
  private final Queue<Frame> frames = new ArrayDeque<>();
  private final Pump pump = new Pump();
  private int queuedBytes;
  private boolean streaming;
  private boolean ended;
  // Calls that end before the second beat answer in plain JSON.
  private boolean quiet;

  /**
   * An answer that has not begun.
   *
   * @param welcome asked from time to time whether the stream may stay open
   * @param onEnd runs once, when the last byte is out or the client is gone
   */
  Outlet(Visit visit, BooleanSupplier welcome, Consumer<Outlet> onEnd) {
    this.visit = visit;
    this.welcome = welcome;
    this.onEnd = onEnd;
    // Jetty would end a response that is silent for long; the pulse keeps this one alive.
    visit.request().addIdleTimeoutListener(timeout -> false);
    visit.request().addFailureListener(pump::abort);
  }

  /** Sends one event; the response becomes a stream if it is not one yet. */
  void event(String name, String data) {
    offer("event: " + name + "\ndata: " + data + "\n\n", false);
  }

  /** Sends the answer and ends: as plain JSON if nothing went out before it. */
  void answer(String json) {
    if (!plain(json)) offer("event: message\ndata: " + json + "\n\n", true);
    pump.iterate();
  }

  private synchronized boolean plain(String json) {
    if (streaming || ended) return false;
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ended = true;
    headers("application/json");
    visit.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    queuedBytes += bytes.length;
    frames.add(new Frame(ByteBuffer.wrap(bytes), true));
    return true;
  }

  /** Makes the response a stream now, so that the client knows that it was heard. */
  void open() {
    offer(": open\n\n", false);
  }

  /** Ends the response with what was sent so far. */
  void end() {
    offer("", true);
  }

  /** Keeps a quiet response alive, and finds out whether anybody still reads it. */
  void beat() {
    boolean silent;
    synchronized (this) {
      silent = quiet;
      quiet = true;
    }
    if (!welcome.getAsBoolean()) {
      end();
    } else if (silent) {
      offer(": still here\n\n", false);
    }
  }

  private void offer(String text, boolean last) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean overfull;
    synchronized (this) {
      if (ended) return;
      if (!streaming) {
        streaming = true;
        headers("text/event-stream");
        visit.response().getHeaders().put("X-Accel-Buffering", "no");
      }
      ended = last;
      queuedBytes += bytes.length;
      overfull = queuedBytes > MAX_QUEUED_BYTES && frames.size() > 1;
      frames.add(new Frame(ByteBuffer.wrap(bytes), last));
    }
    if (overfull) {
      pump.abort(new EofException("The client does not read"));
    } else {
      pump.iterate();
    }
  }

  private void headers(String type) {
    visit.response().setStatus(200);
    visit.response().getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    visit.response().getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  private synchronized @Nullable Frame next() {
    Frame frame = frames.poll();
    if (frame != null) {
      queuedBytes -= frame.bytes().remaining();
      quiet = false;
    }
    return frame;
  }

  /** Writes the frames one after the other. */
  private final class Pump extends IteratingCallback {
    private boolean lastWritten;

    @Override
    protected Action process() {
      if (lastWritten) return Action.SUCCEEDED;
      Frame frame = next();
      if (frame == null) return Action.IDLE;
      lastWritten = frame.last();
      visit.response().write(frame.last(), frame.bytes(), this);
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
      finish(visit.callback(), null);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      finish(visit.callback(), cause);
    }

    private void finish(Callback callback, @Nullable Throwable cause) {
      synchronized (Outlet.this) {
        ended = true;
        frames.clear();
      }
      if (cause == null) {
        callback.succeeded();
      } else {
        callback.failed(cause);
      }
      onEnd.accept(Outlet.this);
    }
  }
}
