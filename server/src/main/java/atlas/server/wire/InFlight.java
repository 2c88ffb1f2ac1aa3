package atlas.server.wire;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * The requests of one client that were accepted and are not answered yet. Each is answered at most
 * once, and not at all after it was cancelled. Safe for use by several threads.
 */
public final class InFlight {
  /** One accepted request. */
  public static final class Call {
    private final Object id;
    private final String method;
    private final Disposable.Swap work = Disposables.swap();
    private boolean answering;

    private Call(Object id, String method) {
      this.id = id;
      this.method = method;
    }

    /** The client's id of the request. */
    public Object id() {
      return id;
    }

    /** The method that it asked for. */
    public String method() {
      return method;
    }

    /** What to stop when the call is cancelled; stopped at once when it already was. */
    public void runs(Disposable subscription) {
      work.update(subscription);
    }

    /**
     * Stops what runs, on another thread, for that may have to talk to the database. The future is
     * done when it has stopped.
     */
    public CompletableFuture<Void> stop() {
      return CompletableFuture.runAsync(
          work::dispose, task -> Schedulers.boundedElastic().schedule(task));
    }
  }

  private final Map<Object, Call> calls = new HashMap<>();
  private boolean closed;

  /** Accepts a request, or nothing when its id is in flight already or the client is gone. */
  public synchronized Optional<Call> open(JSONRPCRequest request) {
    if (closed || calls.containsKey(request.id())) return Optional.empty();
    var call = new Call(request.id(), request.method());
    calls.put(call.id, call);
    return Optional.of(call);
  }

  /** The call with this id that still waits for its answer. */
  public synchronized Optional<Call> find(Object id) {
    return Optional.ofNullable(calls.get(id));
  }

  /**
   * Runs what writes the answer, unless the call was answered or cancelled before. The call counts
   * as in flight until the answer is written, so that nobody ends the process in between.
   */
  public void answer(Call call, Runnable write) {
    synchronized (this) {
      if (call.answering || calls.get(call.id) != call) return;
      call.answering = true;
    }
    try {
      write.run();
    } finally {
      remove(call);
    }
  }

  /**
   * Stops the call with this id; an unknown or finished id, or the initialization, is left alone.
   */
  public void cancel(Object id) {
    Call call;
    synchronized (this) {
      call = calls.get(id);
      if (call == null
          || call.answering
          || call.method.equals(McpSchema.METHOD_INITIALIZE)
          || !calls.remove(id, call)) {
        return;
      }
      notifyAll();
    }
    var unused = call.stop();
  }

  /** Accepts no more, forgets every call and stops it; done when all have stopped. */
  public CompletableFuture<Void> close() {
    List<Call> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(calls.values());
      calls.clear();
      notifyAll();
    }
    return CompletableFuture.allOf(left.stream().map(Call::stop).toArray(CompletableFuture[]::new));
  }

  /** The calls that still wait for their answers. */
  public synchronized List<Call> waiting() {
    return List.copyOf(calls.values());
  }

  /** Waits until every call is answered, at most so long. */
  public synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!calls.isEmpty()) {
      long leftMs = (end - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) return false;
      wait(leftMs);
    }
    return true;
  }

  private synchronized void remove(Call call) {
    calls.remove(call.id, call);
    notifyAll();
  }
}
