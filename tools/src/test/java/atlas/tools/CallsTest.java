package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Call;
import atlas.tools.memory.GetTimeline;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/** Calls that wait, that take too long, and that nobody waits for any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CallsTest {
  private final World world = new World();

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void oneMoreThanTheQueueHoldsIsToldToTryAgain() {
    var go = new CountDownLatch(1);
    try (var calls = new Calls(1)) {
      var slow = waiting(go);
      var mcp = mcp(calls, new AtomicReference<>());
      Mono<CallToolResult> all =
          Mono.when(
                  IntStream.rangeClosed(0, Calls.QUEUE)
                      .mapToObj(i -> Asking.answer(mcp, slow, Map.of()))
                      .toList())
              .then(Mono.just(CallToolResult.builder().build()));
      var waited = all.toFuture();
      assertThat(calls.waiting()).isEqualTo(Calls.QUEUE);
      assertThat(World.text(Asking.await(mcp, slow, Map.of())))
          .matches("unavailable: The server is busy with 256 waiting calls; try again .*");
      go.countDown();
      Awaitility.await().until(waited::isDone);
      assertThat(calls.waiting()).isZero();
    }
  }

  @Test
  void jobsAreToldThatSomebodyCallsOrDidAMomentAgo() {
    try (var calls = new Calls(1)) {
      assertThat(calls.lately()).isFalse();
      var go = new CountDownLatch(1);
      calls.run(go::countDown);
      assertThat(calls.lately()).isTrue();
      Awaitility.await().until(() -> !calls.lately());
      assertThat(go.getCount()).isZero();
    }
  }

  @Test
  void theDeadlineAnswersAndStopsTheWork() {
    var seen = new AtomicReference<Call>();
    try (var calls = new Calls(1, Duration.ofMillis(1_200))) {
      var mcp = mcp(calls, seen);
      assertThat(World.text(Asking.await(mcp, waiting(new CountDownLatch(1)), Map.of())))
          .isEqualTo("unavailable: That took longer than 1 s and was stopped; ask for less.");
      assertThat(call(seen).cancelled()).isTrue();
      Awaitility.await().until(() -> calls.running() == 0);
    }
  }

  @Test
  void aClientThatGivesUpStopsTheWork() {
    var seen = new AtomicReference<Call>();
    try (var calls = new Calls(1)) {
      var mcp = mcp(calls, seen);
      var subscription = Asking.answer(mcp, waiting(new CountDownLatch(1)), Map.of()).subscribe();
      Awaitility.await().until(() -> calls.running() == 1);
      assertThat(call(seen).cancelled()).isFalse();
      subscription.dispose();
      assertThat(call(seen).cancelled()).isTrue();
      Awaitility.await().until(() -> calls.running() == 0);
    }
  }

  private McpTools mcp(Calls calls, AtomicReference<@Nullable Call> seen) {
    return new McpTools(
        calls,
        exchange -> world.ann(),
        (exchange, call) -> {
          seen.set(call);
          return () -> {};
        });
  }

  private static Call call(AtomicReference<@Nullable Call> seen) {
    return Optional.ofNullable(seen.get()).orElseThrow();
  }

  /** Waits for the latch, or until its call is cancelled. */
  private static Tool<?, ?> waiting(CountDownLatch go) {
    return Asking.reading(
        (caller, input) -> {
          var cancelled = new CountDownLatch(1);
          try (var ignored = caller.call().onCancel(cancelled::countDown)) {
            while (go.getCount() > 0 && cancelled.getCount() > 0) {
              if (go.await(10, TimeUnit.MILLISECONDS)) break;
            }
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return new GetTimeline.Output(List.of(), 0, 0, null, null);
        });
  }
}
