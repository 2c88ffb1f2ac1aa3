package atlas.integrations;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.ContextualSupplier;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.MissingNode;

/** The way to one host within given limits: tries, and the waits between them. */
final class Line {
  private static final Duration USEFUL_TRY = Duration.ofSeconds(1);

  /** A failure on its way through the policy, with what it needs to know about it. */
  private static final class Trouble extends RuntimeException {
    private final RemoteFailure failure;
    private final boolean worthAnotherTry;
    private final boolean remoteIsDown;
    private final transient @Nullable Duration wait;

    Trouble(RemoteFailure failure, boolean again, boolean down, @Nullable Duration wait) {
      super(failure.getMessage(), null, false, false);
      this.failure = failure;
      this.worthAnotherTry = again;
      this.remoteIsDown = down;
      this.wait = wait;
    }
  }

  private final Host host;
  private final Http.Limits limits;
  private final FailureWords words;
  private final OkHttpClient client;
  private final FailsafeExecutor<Answer> policies;

  Line(Host host, Http.Limits limits) {
    this.host = host;
    this.limits = limits;
    this.words = host.words();
    this.client =
        host.client()
            .newBuilder()
            .connectTimeout(limits.connect())
            .readTimeout(limits.read())
            .writeTimeout(limits.read())
            .build();
    this.policies = Failsafe.with(retries(limits.patience()));
  }

  private static RetryPolicy<Answer> retries(Http.Patience patience) {
    return RetryPolicy.<Answer>builder()
        .handleIf(thrown -> thrown instanceof Trouble trouble && trouble.worthAnotherTry)
        .withMaxRetries(patience.retries())
        .withBackoff(
            patience.firstWait().toMillis(), patience.longestWait().toMillis(), ChronoUnit.MILLIS)
        .withDelayFnOn(context -> waitAfter(context.getLastException()), Trouble.class)
        .withJitter(patience.jitter())
        .build();
  }

  // A negative one stands for the policy's own.
  private static Duration waitAfter(Throwable thrown) {
    Duration wait = thrown instanceof Trouble trouble ? trouble.wait : null;
    return wait == null ? Duration.ofMillis(-1) : wait;
  }

  Answer send(Request bare, Sending sending, Cancellation cancellation) {
    Request request = bare.newBuilder().tag(Sending.class, sending).build();
    ContextualSupplier<Answer, Answer> attempts = context -> attempt(request, sending, context);
    dev.failsafe.Call<Answer> call = policies.newCall(attempts);
    Runnable giveUp =
        () -> {
          sending.cancel();
          call.cancel(true);
        };
    try (var ignored = cancellation.onCancel(giveUp)) {
      return call.execute();
    } catch (Trouble trouble) {
      throw sending.isCancelled() ? words.cancelled() : trouble.failure;
    } catch (FailsafeException e) {
      // Only an interrupted wait ends like this: nothing here throws checked exceptions.
      throw words.cancelled();
    }
  }

  private Answer attempt(Request request, Sending sending, ExecutionContext<Answer> context) {
    if (sending.isCancelled()) throw words.cancelled();
    awaitTurn(sending, context);
    var breaker = host.breaker();
    if (!breaker.tryAcquirePermit()) {
      Duration wait = breaker.getRemainingDelay();
      throw new Trouble(words.stillDown(wait), timeToWait(context, wait), false, aimed(wait));
    }
    try {
      Answer answer = exchange(request, sending, context);
      breaker.recordSuccess();
      return answer;
    } catch (Trouble trouble) {
      if (trouble.remoteIsDown) breaker.recordFailure();
      else breaker.recordSuccess();
      throw trouble;
    } catch (RuntimeException e) {
      breaker.recordSuccess();
      throw e;
    }
  }

  private void awaitTurn(Sending sending, ExecutionContext<Answer> context) {
    Duration wait = host.pace().turn(limits.patience().givesWay());
    if (wait.isZero()) wait = sending.gate();
    if (wait.isZero()) return;
    throw new Trouble(words.notYet(wait), timeToWait(context, wait), false, aimed(wait));
  }

  private Answer exchange(Request request, Sending sending, ExecutionContext<Answer> context) {
    Call call = client.newCall(request);
    Duration left = limits.whole().minus(context.getElapsedTime());
    Duration most = sending.sink() == null ? limits.attempt() : limits.whole();
    Duration bound = left.compareTo(most) < 0 ? left : most;
    call.timeout().timeout(Math.max(1, bound.toMillis()), TimeUnit.MILLISECONDS);
    context.onCancel(call::cancel);
    if (sending.isCancelled()) throw words.cancelled();
    try (Response response = call.execute()) {
      return read(response, sending, context);
    } catch (IOException e) {
      if (sending.isCancelled() || Thread.currentThread().isInterrupted()) {
        throw words.cancelled();
      }
      RemoteFailure failure = words.unreachable(e);
      if (sending.isChange()) {
        throw new Trouble(sending.hasBegun() ? failure.afterSending() : failure, false, true, null);
      }
      boolean again = !FailureWords.isFinal(e) && isUntouched(sending) && timeFor(context, null);
      throw new Trouble(failure, again, true, null);
    }
  }

  private Answer read(Response response, Sending sending, ExecutionContext<Answer> context)
      throws IOException {
    int status = response.code();
    Duration wait = host.pace().learn(response);
    boolean change = sending.isChange();
    if (status == 429) {
      boolean again = !change && timeToWait(context, wait);
      throw new Trouble(words.later(status, wait), again, false, aimed(wait));
    }
    if (status >= 500) {
      boolean again = status == 503 && !change && timeToWait(context, wait);
      RemoteFailure failure = words.later(status, wait);
      throw new Trouble(change ? failure.afterSending() : failure, again, true, aimed(wait));
    }
    Sink sink = sending.sink();
    if (sink != null && status < 400) return download(response, sink);
    if (status >= 300 && status < 400) throw words.redirected(status);
    var source = response.body().source();
    if (source.request(limits.bodyBytes() + 1)) {
      RemoteFailure failure = words.tooLong(limits.bodyBytes());
      throw change ? failure.afterSending() : failure;
    }
    Answer answer = Answer.of(response, source.readByteArray());
    if (answer.ok() && answer.form() == Answer.Form.NONSENSE) {
      throw change ? words.nonsense().afterSending() : words.nonsense();
    }
    return answer;
  }

  private Answer download(Response response, Sink sink) throws IOException {
    boolean whole = response.code() >= 300 || sink.take(response.body().byteStream());
    if (!whole) throw words.tooLarge();
    var headers = new TreeMap<String, String>();
    String location = response.header("Location");
    if (location != null) headers.put("location", location);
    return new Answer(
        response.code(), Answer.Form.EMPTY, MissingNode.getInstance(), Map.copyOf(headers));
  }

  private static boolean isUntouched(Sending sending) {
    Sink sink = sending.sink();
    return sink == null || !sink.isTouched();
  }

  // Chance may make the wait shorter, and nobody may come back before the time given.
  private @Nullable Duration aimed(@Nullable Duration wait) {
    if (wait == null) return null;
    return Duration.ofMillis((long) Math.ceil(wait.toMillis() / (1 - limits.patience().jitter())));
  }

  private boolean timeToWait(ExecutionContext<Answer> context, @Nullable Duration wait) {
    return timeFor(context, aimed(wait));
  }

  private boolean timeFor(ExecutionContext<Answer> context, @Nullable Duration wait) {
    Duration longest = limits.patience().longestWait();
    if (wait != null) {
      longest = Duration.ofMillis((long) (wait.toMillis() * (1 + limits.patience().jitter())));
    }
    Duration needed = context.getElapsedTime().plus(longest).plus(USEFUL_TRY);
    return needed.compareTo(limits.whole()) <= 0;
  }
}
