package atlas.core.meaning;

import atlas.core.prediction.likeness.PackedVector;
import atlas.core.prediction.likeness.Profile;
import atlas.core.prediction.likeness.ScenarioText;
import atlas.core.tickets.Remote;
import atlas.integrations.RemoteFailure;
import atlas.integrations.embedding.Embedder;
import atlas.model.Caller;
import atlas.model.Job;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.VectorTable;
import atlas.storage.VectorTable.Kept;
import atlas.storage.VectorTable.Kind;
import atlas.storage.VectorTable.Made;
import atlas.storage.VectorTable.State;
import atlas.storage.VectorTable.Unread;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes vectors of what is written, in the background: of what has none, of what says something
 * else by now, and of all when the model is another. What waits is seen by comparing, so that who
 * writes has nothing to do for it, and a run that is interrupted goes on where it was.
 */
public final class Embedding {
  private static final Job JOB =
      new Job("embedding", 5, Duration.ofMinutes(1), Duration.ofHours(1));
  private static final Duration OFTEN = Duration.ofMinutes(1);
  private static final Duration SELDOM = Duration.ofMinutes(10);
  private static final Duration AGAIN = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofSeconds(5);
  // A transaction that began before somebody looked may end after it, but not that long after.
  private static final Duration UNSEEN = Duration.ofMinutes(1);
  private static final Duration LATELY = Duration.ofHours(1);
  // Jobs share two threads; one that takes long lets others go first.
  private static final Duration TURN = Duration.ofSeconds(10);
  private static final int BATCH = 32;
  private static final int LONGEST_PROBLEM = 1000;

  private record Batch(Kind kind, List<Unread> things, List<Made> made) {}

  private record Part(Unread thing, int part, String text, byte[] hash) {}

  private final Database database;
  private final Meaning meaning;
  private final InstantSource clock;
  private final ReentrantLock busy = new ReentrantLock();

  public Embedding(Database database, Meaning meaning, InstantSource clock) {
    this.database = database;
    this.meaning = meaning;
    this.clock = clock;
  }

  /** What makes them, for each user; nothing where there is no model. */
  public List<Duty> duties() {
    return meaning.on()
        ? List.of(
            Duty.everyFor(() -> database.identify(tx -> tx.users().all()), OFTEN, JOB, this::run))
        : List.of();
  }

  /** What of a ticket, a scenario, a memory or evidence is read by the model, by parts. */
  static List<String> texts(Kind kind, String title, String body) {
    return switch (kind) {
      case ticket -> Profile.texts(title, body);
      case scenario -> Profile.texts(title, "").subList(0, 1);
      case memory, evidence -> Profile.texts(title, body).subList(1, 2);
      case library -> ScenarioText.read(title, body).texts();
    };
  }

  /** By which it is known whether a text says the same. */
  static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Does as much as fits into one turn. */
  Outcome run(Run run) {
    Caller caller = run.caller();
    State before = database.read(caller, tx -> tx.vectors().state()).orElse(null);
    Instant now = clock.instant();
    if (before != null && isIdle(caller, before, now)) {
      boolean quiet = !database.read(caller, tx -> tx.vectors().happened(now.minus(LATELY)));
      return quiet ? Outcome.later(now.plus(SELDOM)) : Outcome.DONE;
    }
    // One at a time in a process: the model works for one, and the other thread is for other jobs.
    if (!busy.tryLock()) return Outcome.later(now.plus(SOON));
    try {
      return work(caller, System.nanoTime() + TURN.toNanos());
    } catch (RemoteFailure failure) {
      failed(caller, before, failure.sentence());
      return Outcome.later(clock.instant().plus(AGAIN));
    } catch (CancellationException e) {
      return Outcome.later(clock.instant());
    } finally {
      busy.unlock();
    }
  }

  /** Whether all was read, and nothing can have been written since. */
  private boolean isIdle(Caller caller, State state, Instant now) {
    Embedder embedder = meaning.embedder();
    return state.waiting() == 0
        && state.problem() == null
        && state.model().equals(embedder.model())
        && state.dimension() == embedder.dimension()
        && state.lookedAt().isAfter(now.minus(LATELY))
        && !database.read(caller, tx -> tx.vectors().happened(state.lookedAt().minus(UNSEEN)));
  }

  private Outcome work(Caller caller, long end) {
    Embedder embedder = meaning.embedder();
    int waiting =
        database.read(caller, tx -> tx.vectors().unread(embedder.model(), embedder.dimension()));
    while (true) {
      Instant looked = clock.instant();
      Batch batch = database.read(caller, tx -> next(tx, embedder));
      if (batch == null) {
        database.write(caller, tx -> state(tx, embedder, 0, looked, null));
        return Outcome.DONE;
      }
      waiting = Math.max(0, waiting - batch.things().size());
      keep(caller, embedder, batch, waiting);
      if (System.nanoTime() >= end) return Outcome.later(clock.instant());
    }
  }

  private static @Nullable Batch next(Tx tx, Embedder embedder) {
    VectorTable vectors = tx.vectors();
    String model = embedder.model();
    int dimension = embedder.dimension();
    for (Kind kind : Kind.values()) {
      List<Unread> things =
          switch (kind) {
            case ticket -> vectors.unreadTickets(model, dimension, BATCH);
            case scenario -> vectors.unreadScenarios(model, dimension, BATCH);
            case memory -> vectors.unreadMemories(model, dimension, BATCH);
            case library -> vectors.unreadLibrary(model, dimension, BATCH);
            case evidence -> vectors.unreadEvidence(model, dimension, BATCH);
          };
      if (things.isEmpty()) continue;
      UUID[] ids = things.stream().map(Unread::id).toArray(UUID[]::new);
      return new Batch(kind, things, vectors.made(kind, ids, model, dimension));
    }
    return null;
  }

  private void keep(Caller caller, Embedder embedder, Batch batch, int waiting) {
    Map<UUID, Map<Integer, byte[]>> made = new HashMap<>();
    for (Made one : batch.made()) {
      made.computeIfAbsent(one.itemId(), id -> new HashMap<>()).put(one.part(), one.textHash());
    }
    var changed = new ArrayList<Part>();
    for (Unread thing : batch.things()) {
      List<String> texts = texts(batch.kind(), thing.title(), thing.body());
      for (int part = 0; part < texts.size(); part++) {
        byte[] hash = hash(texts.get(part));
        byte[] before = made.getOrDefault(thing.id(), Map.of()).get(part);
        if (!Arrays.equals(hash, before)) {
          changed.add(new Part(thing, part, texts.get(part), hash));
        }
      }
    }
    List<Kept> kept = embed(caller, embedder, batch.kind(), changed);
    database.write(
        caller,
        tx -> {
          if (!kept.isEmpty()) tx.vectors().keep(kept, embedder.model(), embedder.dimension());
          for (Unread thing : batch.things()) {
            tx.vectors().still(batch.kind(), thing.id(), thing.itemAt());
            if (batch.kind() == Kind.library) {
              int parts = texts(batch.kind(), thing.title(), thing.body()).size();
              tx.vectors().trim(batch.kind(), thing.id(), parts);
            }
          }
          return state(tx, embedder, waiting, tx.at(), null);
        });
  }

  /** Each text once, whoever has it. */
  private static List<Kept> embed(Caller caller, Embedder embedder, Kind kind, List<Part> parts) {
    var places = new LinkedHashMap<String, Integer>();
    for (Part part : parts) places.putIfAbsent(part.text(), places.size());
    List<float[]> vectors =
        places.isEmpty()
            ? List.of()
            : embedder.embed(List.copyOf(places.keySet()), Remote.cancellation(caller));
    var kept = new ArrayList<Kept>();
    for (Part part : parts) {
      float[] vector = vectors.get(places.getOrDefault(part.text(), 0));
      kept.add(
          new Kept(
              kind,
              part.thing().id(),
              part.part(),
              part.hash(),
              part.thing().itemAt(),
              PackedVector.of(vector).bytes(embedder.dimension())));
    }
    return kept;
  }

  private static boolean state(
      Tx tx, Embedder embedder, int waiting, Instant looked, @Nullable String problem) {
    tx.vectors()
        .state(
            new State(
                embedder.model(),
                embedder.dimension(),
                waiting,
                looked,
                problem,
                problem == null ? null : tx.at()));
    return true;
  }

  private void failed(Caller caller, @Nullable State before, String sentence) {
    String problem =
        sentence.length() <= LONGEST_PROBLEM ? sentence : sentence.substring(0, LONGEST_PROBLEM);
    Embedder embedder = meaning.embedder();
    database.write(
        caller,
        tx -> {
          int waiting = tx.vectors().unread(embedder.model(), embedder.dimension());
          Instant looked = before == null ? tx.at() : before.lookedAt();
          return state(tx, embedder, waiting, looked, problem);
        });
  }
}
