package atlas.core.prediction;

import atlas.core.SourceReport;
import atlas.integrations.RemoteFailure;
import atlas.model.Caller;
import atlas.model.Fault;
import atlas.model.PredictionSource;
import atlas.storage.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources, asked side by side under one deadline. Who is late is not waited for, but goes on:
 * what it says then is kept for the next asking. There is no thread while nobody is asked.
 */
public final class Panel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Panel.class);
  private static final Duration LONGEST = Duration.ofSeconds(3);
  // As long as Flow-Nexus still has when nobody waits for it any more, and a little to keep it.
  private static final Duration LATE = Duration.ofMillis(2_500);
  private static final int MOST_THREADS = 32;
  private static final int IDLE_SECONDS = 10;

  /**
   * What all of them proposed, and what became of each.
   *
   * @param hints what to do about those that failed, where that is known
   */
  record Heard(
      Map<PredictionSource, List<Candidate>> proposals,
      List<SourceReport> reports,
      List<String> hints) {

    /** Which source is missing, what that means and what to do; null when none is. */
    @Nullable String degraded() {
      String failed = named("failed");
      String late = named("late");
      if (failed.isEmpty() && late.isEmpty()) return null;
      var why = new ArrayList<String>();
      if (!failed.isEmpty()) why.add(failed + " failed");
      if (!late.isEmpty()) why.add(late + " did not answer in time");
      var sentences = new ArrayList<String>();
      if (proposals.isEmpty()) {
        sentences.add(
            "Nothing could be predicted: " + String.join(", ", why) + ". Ask again in a minute.");
      } else if (late.isEmpty()) {
        sentences.add("Without " + failed + ", which failed; the others answered.");
      } else {
        sentences.add("The others answered, but " + String.join(" and ", why) + ".");
      }
      sentences.addAll(hints);
      return String.join(" ", sentences);
    }

    private String named(String status) {
      return String.join(
          " and ",
          reports.stream().filter(r -> r.status().equals(status)).map(SourceReport::name).toList());
    }
  }

  private record Reply(List<Candidate> found, String how, long ms) {}

  private final KeptProposals kept;
  private final List<Predictor> predictors;
  private final InstantSource clock;
  private final Duration longest;
  private final ThreadPoolExecutor threads;

  /**
   * @param predictors that are configured, told of in this order
   */
  public Panel(Database database, List<? extends Predictor> predictors, InstantSource clock) {
    this(database, predictors, clock, LONGEST);
  }

  Panel(
      Database database,
      List<? extends Predictor> predictors,
      InstantSource clock,
      Duration longest) {
    this.kept = new KeptProposals(database);
    this.predictors = List.copyOf(predictors);
    this.clock = clock;
    this.longest = longest;
    var count = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              var thread = new Thread(task, "atlas-source-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Asks all of them, and waits until all have answered, the time is up or the call cancelled. */
  Heard ask(Caller caller, Question question) {
    var givenUp = new CompletableFuture<Void>();
    var asked = new ArrayList<CompletableFuture<Reply>>();
    try (var ignored = caller.call().onCancel(() -> givenUp.complete(null))) {
      for (Predictor predictor : predictors) asked.add(begin(predictor, caller, question));
      wait(CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)), givenUp);
    }
    if (caller.call().cancelled()) {
      throw new CancellationException("The asking for predictions was cancelled.");
    }
    return heard(asked);
  }

  private CompletableFuture<Reply> begin(Predictor predictor, Caller caller, Question question) {
    long begun = clock.millis();
    var reply = new CompletableFuture<Reply>();
    try {
      threads.execute(
          () -> {
            try {
              answer(
                  predictor,
                  caller,
                  question,
                  (found, how) -> reply.complete(new Reply(found, how, clock.millis() - begun)));
            } catch (RuntimeException | Error failure) {
              // Whatever a source breaks on, the others still help.
              boolean told = reply.completeExceptionally(failure);
              log.warn("The source {} failed: {}", predictor.source(), why(failure));
              if (!told) log.debug("That was after its answer");
            }
          });
    } catch (RejectedExecutionException tooMany) {
      log.warn("The source {} is not asked: too many are under way", predictor.source());
      reply.completeExceptionally(tooMany);
    }
    return reply;
  }

  /** Says what it proposes as soon as that is known, and keeps it for whoever asks next. */
  private void answer(
      Predictor predictor,
      Caller caller,
      Question question,
      BiConsumer<List<Candidate>, String> tell) {
    String hangsOn = predictor.hangsOn(question);
    var known =
        hangsOn == null
            ? Optional.<List<Candidate>>empty()
            : kept.find(caller, predictor.source(), hangsOn);
    if (known.isPresent()) {
      tell.accept(known.get(), "cached");
      return;
    }
    List<Candidate> found = predictor.predict(caller, question);
    tell.accept(found, found.isEmpty() ? "empty" : "answered");
    if (hangsOn != null) kept.keep(caller, predictor.source(), hangsOn, found);
  }

  private void wait(CompletableFuture<Void> all, CompletableFuture<Void> givenUp) {
    try {
      CompletableFuture.anyOf(all, givenUp).get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException known) {
      // Who is late or failed is seen below.
      log.debug("Not every source answered: {}", Fault.of(known));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The asking for predictions was interrupted.");
    }
  }

  private Heard heard(List<CompletableFuture<Reply>> asked) {
    var proposals = new EnumMap<PredictionSource, List<Candidate>>(PredictionSource.class);
    var reports = new ArrayList<SourceReport>();
    var hints = new ArrayList<String>();
    for (int i = 0; i < asked.size(); i++) {
      PredictionSource source = predictors.get(i).source();
      if (!asked.get(i).isDone()) {
        reports.add(new SourceReport(source.name(), "late", longest.toMillis()));
        continue;
      }
      try {
        Reply said = asked.get(i).join();
        proposals.put(source, said.found());
        reports.add(new SourceReport(source.name(), said.how(), said.ms()));
      } catch (CompletionException failed) {
        reports.add(new SourceReport(source.name(), "failed", 0));
        if (failed.getCause() instanceof RemoteFailure remote) hints.add(remote.sentence());
      }
    }
    return new Heard(proposals, reports, hints);
  }

  /** A remote failure's sentence names no host and no secret; of others we log where they were. */
  private static String why(Throwable failure) {
    return failure instanceof RemoteFailure remote ? remote.sentence() : Fault.of(failure);
  }

  /** Waits for who is late, since a command that ends with its answer would else never hear it. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(LATE.toMillis(), TimeUnit.MILLISECONDS)) threads.shutdownNow();
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
