package atlas.server.wire;

import atlas.model.Call;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The requests in flight by session and id: tools say how each is stopped, transports stop it when
 * the client cancels.
 */
public final class Calls {
  private record Key(String session, Object request) {
    static Key of(String session, Object request) {
      // The same number may have been read as an int here and as a long there.
      return new Key(session, request instanceof Number n ? (Object) n.longValue() : request);
    }
  }

  private record Entry(Call call, AtomicBoolean registered) {}

  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  /** A transport took the request: from now on a cancellation of it is remembered. */
  public void opened(String session, Object request) {
    entries.put(Key.of(session, request), fresh());
  }

  /** The request is over. */
  public void closed(String session, Object request) {
    entries.remove(Key.of(session, request));
  }

  /**
   * Runs the action when the client cancels the request; at once when it already has. Does nothing
   * for a request that no transport opened.
   */
  public Call.Registration register(String session, Object request, Runnable cancel) {
    Entry entry = entries.getOrDefault(Key.of(session, request), fresh());
    entry.registered().set(true);
    return entry.call().onCancel(cancel);
  }

  /** Stops the request. False when nobody had said how, so that the caller stops it otherwise. */
  public boolean cancel(String session, Object request) {
    Entry entry = entries.get(Key.of(session, request));
    if (entry == null) return false;
    entry.call().cancel();
    return entry.registered().get();
  }

  private static Entry fresh() {
    return new Entry(Call.plain(), new AtomicBoolean());
  }
}
