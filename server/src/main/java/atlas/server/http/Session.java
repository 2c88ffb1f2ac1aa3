package atlas.server.http;

import atlas.model.Fault;
import atlas.server.wire.CallerKey;
import atlas.server.wire.Calls;
import io.modelcontextprotocol.common.McpTransportContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** A client's session: who opened it, when it was last used, and what it has running. */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final String id;
  private final @Nullable UUID owner;
  private final Calls calls;
  private final InFlight inFlight;
  private final Runnable onEnd;
  private final Map<Object, Running> running = new ConcurrentHashMap<>();
  private volatile long usedNanos = System.nanoTime();
  private volatile boolean over;

  Session(String id, @Nullable UUID owner, Endpoint endpoint) {
    this.id = id;
    this.owner = owner;
    this.calls = endpoint.calls();
    this.inFlight = endpoint.inFlight();
    var subscriptions = endpoint.subscriptions();
    this.onEnd = subscriptions == null ? () -> {} : () -> subscriptions.ended(id);
  }

  String id() {
    return id;
  }

  /** Whether the visitor opened it. Every use makes it young again. */
  boolean opensTo(Visitor visitor) {
    if (!Objects.equals(owner, visitor.owner())) return false;
    usedNanos = System.nanoTime();
    return true;
  }

  long idleNanos() {
    return running.isEmpty() ? System.nanoTime() - usedNanos : 0;
  }

  /**
   * Has the SDK work on a request, and keeps it within reach of a cancellation until it is over.
   */
  void run(Object request, Visitor visitor, Function<Running, Mono<Void>> handling) {
    var work = new Running();
    if (running.putIfAbsent(key(request), work) != null) {
      throw new Problem(
              400, Problem.INVALID_REQUEST, "A request with that id is running in this session.")
          .answering(request);
    }
    calls.opened(id, request);
    inFlight.began();
    work.is(
        Mono.defer(() -> handling.apply(work))
            .contextWrite(context(visitor, request))
            .doFinally(signal -> over(request))
            .subscribe(
                nothing -> {},
                failure -> LOG.warn("A request ended badly: {}", Fault.of(failure))));
  }

  /** Has the SDK work on something that is not answered. */
  Mono<Void> tell(Visitor visitor, Mono<Void> handling) {
    return handling.contextWrite(context(visitor, null));
  }

  /** The client wants no answer any more: the tool stops, down to its SQL statement. */
  void cancel(Object request) {
    Running work = running.get(key(request));
    if (work == null) return;
    work.hangUp();
    if (!calls.cancel(id, request)) work.stop();
  }

  boolean cancelled(Object request) {
    Running work = running.get(key(request));
    return work != null && work.cancelled();
  }

  /** Stops everything that runs. */
  void end() {
    over = true;
    for (Object request : List.copyOf(running.keySet())) cancel(request);
    onEnd.run();
  }

  private void over(Object request) {
    running.remove(key(request));
    usedNanos = System.nanoTime();
    calls.closed(id, request);
    inFlight.ended();
    // It may have subscribed when the session had ended.
    if (over) onEnd.run();
  }

  private static Context context(Visitor visitor, @Nullable Object request) {
    Map<String, Object> values =
        request == null
            ? Map.of(CallerKey.CALLER, visitor.caller())
            : Map.of(CallerKey.CALLER, visitor.caller(), CallerKey.REQUEST, request);
    return Context.of(McpTransportContext.KEY, McpTransportContext.create(values));
  }

  private static Object key(Object request) {
    return request instanceof Number number ? (Object) number.longValue() : request;
  }
}
