package atlas.integrations;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.ContextualSupplier;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The connection to one remote system, with what its recent failures taught us. */
final class Line {
  private static final int RETRIES = 2;
  private static final int FAILURES_UNTIL_OPEN = 6;
  private static final Duration OPEN_FOR = Duration.ofSeconds(15);
  private static final Duration USEFUL_TRY = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofMillis(400);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final double JITTER = 0.2;

  /** A failure on its way through the policies, with what they need to know about it. */
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

  private final Http.Limits limits;
  private final FailureWords words;
  private final OkHttpClient client;
  private final CircuitBreaker<Answer> breaker;
  private final FailsafeExecutor<Answer> policies;

  Line(Http.Remote remote, Http.Limits limits) {
    this.limits = limits;
    this.words = new FailureWords(remote);
    this.client =
        new OkHttpClient.Builder()
            .connectTimeout(limits.connect())
            .readTimeout(limits.read())
            .writeTimeout(limits.read())
            .callTimeout(limits.attempt())
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
    this.breaker =
        CircuitBreaker.<Answer>builder()
            .handleIf(thrown -> thrown instanceof Trouble trouble && trouble.remoteIsDown)
            .withFailureThreshold(FAILURES_UNTIL_OPEN)
            .withDelay(OPEN_FOR)
            .build();
    this.policies = Failsafe.with(retries(), breaker);
  }

  private static RetryPolicy<Answer> retries() {
    return RetryPolicy.<Answer>builder()
        .handleIf(thrown -> thrown instanceof Trouble trouble && trouble.worthAnotherTry)
        .withMaxRetries(RETRIES)
        .withBackoff(FIRST_WAIT.toMillis(), LONGEST_WAIT.toMillis(), ChronoUnit.MILLIS)
        .withDelayFnOn(context -> waitAfter(context.getLastException()), Trouble.class)
        .withJitter(JITTER)
        .build();
  }

  // A negative one stands for the policy's own.
  private static Duration waitAfter(Throwable thrown) {
    Duration wait = thrown instanceof Trouble trouble ? trouble.wait : null;
    return wait == null ? Duration.ofMillis(-1) : wait;
  }

  Answer send(Request request, Cancellation cancellation) {
    var cancelled = new AtomicBoolean();
    ContextualSupplier<Answer, Answer> attempts = context -> attempt(request, context, cancelled);
    dev.failsafe.Call<Answer> call = policies.newCall(attempts);
    Runnable giveUp =
        () -> {
          cancelled.set(true);
          call.cancel(true);
        };
    try (AutoCloseable registration = cancellation.onCancel(giveUp)) {
      return call.execute();
    } catch (Trouble trouble) {
      throw cancelled.get() ? words.cancelled() : trouble.failure;
    } catch (CircuitBreakerOpenException e) {
      throw words.stillDown(breaker.getRemainingDelay());
    } catch (FailsafeException e) {
      // Only an interrupted wait ends like this: nothing here throws checked exceptions.
      throw words.cancelled();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A cancellation could not be taken back.", e);
    }
  }

  private Answer attempt(
      Request request, ExecutionContext<Answer> context, AtomicBoolean cancelled) {
    Call call = client.newCall(request);
    Duration left = limits.whole().minus(context.getElapsedTime());
    Duration bound = left.compareTo(limits.attempt()) < 0 ? left : limits.attempt();
    call.timeout().timeout(Math.max(1, bound.toMillis()), TimeUnit.MILLISECONDS);
    context.onCancel(call::cancel);
    if (cancelled.get()) throw words.cancelled();
    try (Response response = call.execute()) {
      return read(response, context);
    } catch (IOException e) {
      if (cancelled.get() || Thread.currentThread().isInterrupted()) throw words.cancelled();
      boolean again = !FailureWords.isFinal(e) && timeForAnotherTry(context, null);
      throw new Trouble(words.unreachable(e), again, true, null);
    }
  }

  private Answer read(Response response, ExecutionContext<Answer> context) throws IOException {
    int status = response.code();
    if (status == 429 || status == 503) {
      Duration wait = Answer.retryAfter(response);
      boolean again = timeForAnotherTry(context, wait);
      // The jitter takes up to a fifth away, and nobody may come back before the time given.
      Duration aimed = wait == null ? null : wait.multipliedBy(5).dividedBy(4);
      throw new Trouble(words.later(status, wait), again, status == 503, aimed);
    }
    if (status >= 500) throw new Trouble(words.later(status, null), false, true, null);
    if (status >= 300 && status < 400) throw words.redirected(status);
    var source = response.body().source();
    if (source.request(limits.bodyBytes() + 1)) throw words.tooLong(limits.bodyBytes());
    Answer answer = Answer.of(response, source.readByteArray());
    if (answer.ok() && answer.form() == Answer.Form.NONSENSE) throw words.nonsense();
    return answer;
  }

  private boolean timeForAnotherTry(ExecutionContext<Answer> context, @Nullable Duration wait) {
    Duration longest = wait == null ? LONGEST_WAIT : wait.multipliedBy(3).dividedBy(2);
    Duration needed = context.getElapsedTime().plus(longest).plus(USEFUL_TRY);
    return needed.compareTo(limits.whole()) <= 0;
  }
}
