package atlas.core.writing;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Fault;
import atlas.model.Json;
import atlas.model.RemoteWrite;
import atlas.model.RemoteWrite.Kind;
import atlas.model.RemoteWrite.Status;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where what is to be written to Jira lies until it is there. It is recorded with what it belongs
 * to and tried at once after that; should this process end before, the job that was recorded with
 * it goes on, here or in another process.
 */
public final class Outbox {
  /**
   * What is to be written.
   *
   * @param afterId what must be in Jira before
   */
  record Wanted(
      Kind kind,
      UUID ticketId,
      String ticketKey,
      @Nullable UUID sessionId,
      @Nullable UUID afterId,
      ObjectNode payload) {}

  /** Where in the payload it stands for which Jira it is. */
  static final String ASKED = "asked";

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  /** How long a caller waits for Jira. */
  private static final Duration WAIT = Duration.ofSeconds(3);

  // Later than the first attempt takes as a rule, so that the job finds nothing left to do.
  private static final Duration JOB_AFTER = Duration.ofSeconds(30);
  private static final int MARKER_DIGITS = 12;

  private final Database database;
  private final Delivery delivery;
  private final Executor executor;

  /**
   * @param executor makes the first attempt; where it refuses, the job makes it
   */
  public Outbox(Database database, Delivery delivery, Executor executor) {
    this.database = database;
    this.delivery = delivery;
    this.executor = executor;
  }

  /**
   * Records it with its event and its job.
   *
   * @param asked where the account is now, see {@link atlas.core.tickets.Sites#asked}
   */
  static UUID add(Tx tx, String asked, Wanted wanted) {
    UUID id = tx.newId();
    // Until a sync has found out which Jira it is, nothing but this tells it from another.
    if (tx.jiraSites().find().isEmpty()) wanted.payload().put(ASKED, asked);
    var write =
        new RemoteWrite(
            id,
            wanted.kind(),
            wanted.ticketId(),
            wanted.ticketKey(),
            wanted.sessionId(),
            wanted.afterId(),
            wanted.payload(),
            marker(id),
            Status.pending,
            0,
            null,
            null,
            null,
            tx.caller().actor(),
            tx.at(),
            null);
    tx.remoteWrites().insert(write);
    tx.append(
        new TicketEvent.IssueWriteRequested(
            id, write.kind(), write.ticketKey(), write.sessionId(), What.of(write)));
    tx.schedule(Delivery.JOB, id.toString(), List.of(id), tx.at().plus(JOB_AFTER));
    return id;
  }

  /** The end of the id: its beginning is the time, which others share. */
  private static String marker(UUID id) {
    String digits = id.toString().replace("-", "");
    return "atlas-" + digits.substring(digits.length() - MARKER_DIGITS);
  }

  static ObjectNode payload() {
    return Json.MAPPER.createObjectNode();
  }

  /** Tries what was recorded, waits a moment for Jira, and says of each how far it is. */
  List<String> send(Caller caller, List<UUID> writes) {
    if (writes.isEmpty()) return List.of();
    // What is recorded goes its way, whether the caller stays to see it or not.
    Caller background = caller.in(Call.plain());
    var done = new CompletableFuture<Void>();
    try {
      executor.execute(
          () -> {
            try {
              delivery.deliver(background, writes);
              done.complete(null);
            } catch (RuntimeException failure) {
              // It is recorded all the same, and the job goes on; what is answered is how far it
              // is.
              log.warn("A first attempt to write to Jira failed: {}", Fault.of(failure));
              done.complete(null);
            }
          });
      await(caller, done);
    } catch (RejectedExecutionException busy) {
      log.debug("The first attempt is left to the job");
    }
    return database.read(
        background,
        tx ->
            writes.stream()
                .flatMap(id -> tx.remoteWrites().find(id).stream())
                .map(What::line)
                .toList());
  }

  private static void await(Caller caller, CompletableFuture<Void> done) {
    try (var ignored = caller.call().onCancel(() -> done.complete(null))) {
      done.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      log.debug("Jira is slower than a caller waits");
    }
  }
}
