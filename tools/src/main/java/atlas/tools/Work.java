package atlas.tools;

import atlas.model.Call;
import atlas.model.Refusal;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * What a client asked for, done on one of the calls' threads: never on the thread that reads its
 * messages, never longer than a call may take, and not any more once the client cancels.
 */
final class Work {
  private final Calls calls;
  private final McpTools.InFlight inFlight;

  Work(Calls calls, McpTools.InFlight inFlight) {
    this.calls = calls;
    this.inFlight = inFlight;
  }

  /**
   * The answer when it comes.
   *
   * @param answer which never throws
   * @param refused the answer where there is no room or no time for the work
   */
  <T> Mono<T> run(
      McpAsyncServerExchange exchange,
      Call call,
      Supplier<T> answer,
      Function<Refusal, T> refused) {
    return run(one -> begun(exchange, one), call, answer, refused);
  }

  /** The same where something else than the SDK's exchange knows the request. */
  <T> Mono<T> run(
      Function<Call, Call.Registration> begun,
      Call call,
      Supplier<T> answer,
      Function<Refusal, T> refused) {
    return Mono.create(sink -> begin(begun, call, answer, refused, sink));
  }

  /** The call is known as the one of that request. */
  Call.Registration begun(McpAsyncServerExchange exchange, Call call) {
    return inFlight.begun(exchange, call);
  }

  private <T> void begin(
      Function<Call, Call.Registration> begun,
      Call call,
      Supplier<T> answer,
      Function<Refusal, T> refused,
      MonoSink<T> sink) {
    // Whoever is first answers: the work, the deadline, or nobody, when the client cancelled.
    var answered = new AtomicBoolean();
    Call.Registration registration = begun.apply(call);
    Runnable noDeadline =
        calls.whenTooLong(
            () -> {
              // Before it is stopped: work that stops says so too, and must not be the first.
              if (!answered.compareAndSet(false, true)) return;
              call.cancel();
              sink.success(refused.apply(tooLong()));
            });
    sink.onDispose(
        () -> {
          noDeadline.run();
          registration.close();
        });
    sink.onCancel(call::cancel);
    try {
      calls.run(
          () -> {
            T result = answer.get();
            if (answered.compareAndSet(false, true)) sink.success(result);
          });
    } catch (RejectedExecutionException full) {
      sink.success(
          refused.apply(
              Refusal.unavailable(
                  "The server is busy with "
                      + calls.waiting()
                      + " waiting calls; try again in a few seconds.")));
    }
  }

  /** The refusal for what was stopped. */
  Refusal tooLong() {
    return Refusal.unavailable(
        "That took longer than "
            + calls.longest().toSeconds()
            + " s and was stopped; ask for less.");
  }
}
