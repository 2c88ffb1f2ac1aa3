package atlas.integrations.jira;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong between a client and a server of a test's own: by a seeded plan, or when told.
 */
public final class FakeFaults {
  /** One way to go wrong. */
  public enum Fault {
    /** 429 with a Retry-After; nothing is done. */
    TOO_MANY(false),
    /** 503; nothing is done. */
    UNAVAILABLE(false),
    /** 500, after it was done. */
    BROKEN(true),
    /** The connection breaks before anything is done. */
    RESET_BEFORE(false),
    /** The connection breaks after it was done, and the answer is lost. */
    RESET_AFTER(true),
    /** It is done, and the answer comes late. */
    SLOW(true),
    /** It is done, and half of the answer comes. */
    HALF_BODY(true),
    /** A proxy's page comes instead; nothing is done. */
    PAGE(false);

    private final boolean done;

    Fault(boolean done) {
      this.done = done;
    }
  }

  private record Order(Fault fault, Pattern request) {}

  private final Deque<Order> orders = new ArrayDeque<>();
  private final List<Fault> seen = new ArrayList<>();
  private @Nullable Random random;
  private List<Fault> plan = List.of();
  private int percent;
  private int inARow;
  private int retryAfterSeconds = 1;
  private Duration slow = Duration.ofSeconds(2);

  /** From now on so many of a hundred requests go wrong, never more than two in a row. */
  public synchronized FakeFaults plan(long seed, int ofAHundred, Fault... faults) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    percent = ofAHundred;
    plan = List.of(faults.length == 0 ? Fault.values() : faults);
    return this;
  }

  /** The next request that fits goes wrong; "POST .*comment" for one. */
  public synchronized FakeFaults next(Fault fault, String request) {
    orders.add(new Order(fault, Pattern.compile(request)));
    return this;
  }

  /** What a 429 and a 503 ask for, and how late a late answer is. */
  public synchronized FakeFaults waits(int afterSeconds, Duration late) {
    retryAfterSeconds = afterSeconds;
    slow = late;
    return this;
  }

  /** Nothing goes wrong any more. */
  public synchronized void stop() {
    percent = 0;
    orders.clear();
  }

  /** What went wrong so far. */
  public synchronized List<Fault> seen() {
    return List.copyOf(seen);
  }

  /** What goes wrong with that request, if anything does. */
  public synchronized @Nullable Fault of(String request) {
    Order told =
        orders.stream().filter(o -> o.request.matcher(request).matches()).findFirst().orElse(null);
    if (told != null) orders.remove(told);
    Fault fault = told == null ? planned() : told.fault;
    if (fault != null) seen.add(fault);
    return fault;
  }

  private @Nullable Fault planned() {
    if (random == null || random.nextInt(100) >= percent || inARow == 2) {
      inARow = 0;
      return null;
    }
    inARow++;
    return plan.get(random.nextInt(plan.size()));
  }

  /** Whether the request is done in spite of it. */
  public static boolean isDone(@Nullable Fault fault) {
    return fault == null || fault.done;
  }

  /** The answer, as it comes through. */
  public synchronized MockResponse spoil(Fault fault, MockResponse answer) {
    MockResponse.Builder spoiled = answer.newBuilder();
    return switch (fault) {
      case TOO_MANY ->
          page(429, "Slow down")
              .addHeader("Retry-After", Integer.toString(retryAfterSeconds))
              .build();
      case UNAVAILABLE ->
          page(503, "Maintenance")
              .addHeader("Retry-After", Integer.toString(retryAfterSeconds))
              .build();
      case BROKEN -> page(500, "Oops").build();
      case PAGE -> page(200, "Sign in").build();
      case RESET_BEFORE, RESET_AFTER ->
          spoiled.onResponseStart(new SocketEffect.CloseSocket()).build();
      case SLOW -> spoiled.headersDelay(slow.toMillis(), TimeUnit.MILLISECONDS).build();
      case HALF_BODY -> spoiled.onResponseBody(new SocketEffect.CloseSocket()).build();
    };
  }

  private static MockResponse.Builder page(int status, String words) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "text/html;charset=UTF-8")
        .body("<html><body>" + words + "</body></html>");
  }
}
