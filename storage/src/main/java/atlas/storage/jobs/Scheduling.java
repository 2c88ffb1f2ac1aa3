package atlas.storage.jobs;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.FailedJob;
import atlas.model.Fault;
import atlas.model.Job;
import atlas.model.JobData;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.JobText;
import atlas.storage.Opening;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of this process as db-scheduler runs them. */
final class Scheduling {
  static final int THREADS = 2;

  private static final Logger log = LoggerFactory.getLogger(Scheduling.class);
  private static final Duration ELSEWHERE = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofMillis(1_500);
  private static final Duration FAILURES_ARE_KEPT = Duration.ofDays(30);

  private final Database database;
  private final InstantSource clock;
  private final List<Duty> duties;
  private final Scheduler scheduler;
  private final Recurrences recurrences;
  private final Duration asking;
  private final ScheduledExecutorService asker =
      Executors.newSingleThreadScheduledExecutor(daemons("atlas-jobs-users"));
  private final Random random = new Random();
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Scheduling(
      Opening opening,
      Database database,
      InstantSource clock,
      UUID process,
      List<Duty> duties,
      Pace pace) {
    this.database = database;
    this.clock = clock;
    this.duties = duties;
    List<Task<?>> tasks = new ArrayList<>();
    for (Duty duty : duties) tasks.add(task(duty));
    scheduler =
        Scheduler.create(new LiveConnections(opening).dataSource(), tasks)
            .clock(clock::instant)
            .serializer(new JobText())
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            // By default it is the name of the machine, which is nobody's business.
            .schedulerName(new SchedulerName.Fixed(process.toString()))
            .threads(THREADS)
            .executorService(Executors.newFixedThreadPool(THREADS, daemons("atlas-job")))
            .dueExecutor(Executors.newSingleThreadExecutor(daemons("atlas-jobs-due")))
            .housekeeperExecutor(
                Executors.newSingleThreadScheduledExecutor(daemons("atlas-jobs-alive")))
            .pollingInterval(pace.polling())
            .heartbeatInterval(pace.heartbeat())
            .missedHeartbeatsLimit(4)
            .enableImmediateExecution()
            // It takes what it can begin at once, so that nothing waits with a process that dies.
            .pollUsingLockAndFetch(0.5, 1.0)
            // A newer process may have left it, or one with another configuration.
            .deleteUnresolvedAfter(Duration.ofDays(10_000))
            .shutdownMaxWait(STOP)
            .build();
    recurrences = new Recurrences(scheduler, database, clock);
    asking = pace.asking();
  }

  void start() {
    scheduler.start();
    recurrences.begin(duties);
    wake();
    long millis = asking.toMillis();
    if (duties.stream().noneMatch(duty -> duty.users() != null)) return;
    asker.scheduleWithFixedDelay(
        () -> recurrences.askAgain(duties), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Looks for work now. */
  void wake() {
    scheduler.triggerCheckForDueExecutions();
  }

  int running() {
    return calls.size();
  }

  void stop() {
    stopping = true;
    asker.shutdownNow();
    for (Call call : calls) call.cancel();
    scheduler.stop();
  }

  private Task<String> task(Duty duty) {
    return Tasks.custom(duty.job().name(), String.class)
        .onFailure((failed, then) -> failed(duty, failed, then))
        .onDeadExecution((dead, then) -> failed(duty, dead, then))
        .execute(
            (instance, context) ->
                run(duty, instance.getData(), context.getExecution().consecutiveFailures));
  }

  private CompletionHandler<String> run(Duty duty, String data, int failures) {
    Call call = Call.plain();
    calls.add(call);
    try {
      // Who stops looks at the calls after it says so; one of the two sees the other.
      if (stopping) call.cancel();
      return after(duty, duty.handler().run(run(duty, data, failures, call)));
    } catch (RuntimeException | Error failure) {
      if (!stopping) throw failure;
      return (done, then) -> putBack(done, then, Duration.ZERO);
    } finally {
      calls.remove(call);
      // What is left to do is to say so in the database, which an interrupt would prevent.
      if (Thread.interrupted()) log.debug("A job was interrupted");
    }
  }

  private static Run run(Duty duty, String text, int failures, Call call) {
    JobData data = JobData.parse(text);
    Caller caller =
        (data.userId() == null ? Caller.nobody() : Caller.of(data.userId(), Recurrences.ACTOR))
            .in(call);
    int attempt = failures + 1;
    return new Run(caller, data.instance(), data.ids(), attempt, attempt >= duty.job().attempts());
  }

  private CompletionHandler<String> after(Duty duty, Outcome outcome) {
    Instant at = outcome.at();
    return switch (outcome.kind()) {
      case ELSEWHERE -> (done, then) -> putBack(done, then, ELSEWHERE);
      case LATER -> (done, then) -> then.reschedule(done, at == null ? clock.instant() : at);
      case DONE ->
          (done, then) -> {
            if (duty.every() == null) then.remove();
            else putBack(done, then, duty.every());
          };
    };
  }

  private void putBack(ExecutionComplete done, ExecutionOperations<String> then, Duration pause) {
    then.reschedule(done, clock.instant().plus(pause));
  }

  /** After a failure, or after the death of the process that did it. */
  private void failed(Duty duty, ExecutionComplete done, ExecutionOperations<String> then) {
    Job job = duty.job();
    int failures = done.getExecution().consecutiveFailures + 1;
    Throwable cause = done.getCause().orElse(null);
    log.warn(
        "Job {} failed, attempt {}: {}",
        job.name(),
        failures,
        cause == null ? "its process ended" : Fault.of(cause));
    boolean recurs = duty.every() != null;
    // One that recurs is not given up, but it is said once that it does not work.
    if (recurs ? failures == job.attempts() : failures >= job.attempts()) {
      boolean told = giveUp(duty, done, reason(cause));
      if (!recurs && told) {
        then.remove();
        return;
      }
    }
    putBack(done, then, cause == null ? Duration.ZERO : pause(duty, failures));
  }

  /** Tells it to the handler and to the user; false where that failed and must be repeated. */
  private boolean giveUp(Duty duty, ExecutionComplete done, String reason) {
    try {
      String text = (String) done.getExecution().taskInstance.getData();
      int failures = done.getExecution().consecutiveFailures;
      Run run = run(duty, text, failures, Call.plain());
      duty.handler().givenUp(run, reason);
      if (JobData.parse(text).userId() == null) return true;
      database.write(
          run.caller(),
          tx -> {
            tx.jobs().forgetBefore(tx.at().minus(FAILURES_ARE_KEPT));
            tx.jobs()
                .insert(
                    new FailedJob(
                        tx.newId(),
                        duty.job().name(),
                        run.instance(),
                        run.attempt(),
                        reason,
                        tx.at()));
            return true;
          });
      return true;
    } catch (RuntimeException e) {
      log.error("Job {} could not be given up: {}", duty.job().name(), Fault.of(e));
      return false;
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) return "The process that did it ended in the middle of it.";
    return cause instanceof Refusal refusal ? refusal.sentence() : Fault.of(cause);
  }

  /** Twice as long after each failure, give or take a third, so that many don't come at once. */
  private Duration pause(Duty duty, int failures) {
    Job job = duty.job();
    double millis = job.backoff().toMillis() * Math.pow(2, Math.min(failures - 1, 30));
    long most = job.longestBackoff().toMillis();
    if (duty.every() != null) most = Math.min(most, duty.every().toMillis());
    if (duty.every() != null && failures >= job.attempts()) millis = duty.every().toMillis();
    return Duration.ofMillis(
        Math.round(Math.min(millis, most) * (0.67 + 0.66 * random.nextDouble())));
  }

  private static ThreadFactory daemons(String name) {
    var count = new AtomicInteger();
    return work -> {
      var thread = new Thread(work, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
