package atlas.core.meaning;

import atlas.core.prediction.likeness.Likeness;
import atlas.core.prediction.likeness.Likeness.Like;
import atlas.core.prediction.likeness.PackedVector;
import atlas.core.prediction.likeness.Profile;
import atlas.core.prediction.likeness.Weights;
import atlas.storage.Tx;
import atlas.storage.VectorTable.Changed;
import atlas.storage.VectorTable.Changes;
import atlas.storage.VectorTable.Kind;
import atlas.storage.VectorTable.Text;
import atlas.storage.VectorTable.Vector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one user's tickets are compared by, and what scenarios, memories and evidence mean, in
 * memory. It is read from the database, and follows it: each use first asks what has changed since
 * the last one.
 */
final class UserProfiles {
  // Libraries are compared in another way, and are elsewhere.
  private static final Set<Kind> KINDS =
      EnumSet.of(Kind.ticket, Kind.scenario, Kind.memory, Kind.evidence);
  private static final int PAGE = 2_000;
  private static final UUID FIRST = new UUID(0, 0);
  // What a transaction wrote that began this long before the last look may not have been seen.
  private static final Duration UNSEEN = Duration.ofMinutes(2);
  private static final long PATIENCE_SECONDS = 3;
  private static final int BYTES_OF_A_TICKET = 900;
  private static final int BYTES_OF_A_VECTOR = 120;
  // Fewer than this share of the tickets with a vector, and those without would be left behind.
  private static final double ENOUGH = 0.9;
  // What is less alike is not like it, nor is what has hardly a word in common.
  private static final double LEAST = 0.1;
  private static final double NOTHING_IN_COMMON = 0.5;

  /** A ticket's place among the profiles; its numbers change with what it says. */
  private record Slot(UUID id, String project, boolean deleted, Instant profileAt) {}

  /** Reads a page in a transaction: the caller's own, or one for each. */
  interface Paging {
    /** The instant of the transaction that read it. */
    Instant read(Function<Tx, Instant> page);
  }

  private record Key(@Nullable Kind kind, UUID id) {}

  /** What changed since an instant and was all taken in. */
  private record Window(Instant since, Changes changes) {}

  private final String model;
  private final int dimension;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Likeness likeness = new Likeness();
  // By number; null where another number has the ticket by now.
  private final List<@Nullable Slot> slots = new ArrayList<>();
  private final Map<UUID, Integer> numbers = new HashMap<>();
  private final Map<Kind, Map<UUID, PackedVector>> others = new EnumMap<>(Kind.class);
  private final Set<UUID> ownEvidence = new HashSet<>();
  private Map<Key, Instant> seen = new HashMap<>();
  private Instant lookedAt = Instant.EPOCH;
  private volatile @Nullable Window seenWindow;
  private volatile long bytes;

  /**
   * @param dimension of the model's vectors; 0 where there is no model
   */
  UserProfiles(String model, int dimension) {
    this.model = model;
    this.dimension = dimension;
    others.put(Kind.scenario, new LinkedHashMap<>());
    others.put(Kind.memory, new LinkedHashMap<>());
    others.put(Kind.evidence, new LinkedHashMap<>());
  }

  boolean isOf(String otherModel, int otherDimension) {
    return model.equals(otherModel) && dimension == otherDimension;
  }

  /** About how much memory that many take. */
  static long bytes(int tickets, int others, int dimension) {
    return (long) tickets * (BYTES_OF_A_TICKET + 2L * dimension)
        + (long) others * (BYTES_OF_A_VECTOR + dimension);
  }

  /** About how much memory this takes. */
  long bytes() {
    return bytes;
  }

  /** Reads everything, page by page. */
  void load(Paging paging) {
    lock.writeLock().lock();
    try {
      UUID[] after = {FIRST};
      Instant begun = null;
      while (after[0] != null) {
        Instant at = paging.read(tx -> texts(tx, after));
        if (begun == null) begun = at;
      }
      for (Kind kind : dimension == 0 ? Set.<Kind>of() : KINDS) {
        after[0] = FIRST;
        while (after[0] != null) paging.read(tx -> vectors(tx, kind, after));
      }
      lookedAt = begun == null ? Instant.EPOCH : begun;
      weigh();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Instant texts(Tx tx, @Nullable UUID[] after) {
    List<Text> page = tx.vectors().texts(after[0] == null ? FIRST : after[0], PAGE);
    for (Text text : page) put(text);
    after[0] = page.size() < PAGE ? null : page.get(page.size() - 1).id();
    return tx.at();
  }

  private Instant vectors(Tx tx, Kind kind, @Nullable UUID[] after) {
    UUID from = after[0] == null ? FIRST : after[0];
    List<Vector> page = tx.vectors().page(kind, from, model, dimension, PAGE);
    put(kind, page);
    // The last one's other parts may be on the next page, and are put there once more.
    boolean last = page.size() < PAGE;
    after[0] = last ? null : before(page.get(page.size() - 1).itemId());
    return tx.at();
  }

  /** The id before that one. */
  private static UUID before(UUID id) {
    long low = id.getLeastSignificantBits();
    return new UUID(id.getMostSignificantBits() - (low == 0 ? 1 : 0), low - 1);
  }

  /** Takes in what changed since the last time; false where others need too long for it. */
  boolean follow(Tx tx) {
    Instant since = lookedAt().minus(UNSEEN);
    // Much may have changed at once, and is not read again by each use of the minutes after it.
    var window = new Window(since, tx.vectors().changes(since));
    if (window.equals(seenWindow)) {
      goOn(tx.at(), window.changes().count() == 0);
      return true;
    }
    List<Changed> changed = tx.vectors().changed(since);
    if (isSeen(changed)) {
      seenWindow = window;
      goOn(tx.at(), changed.isEmpty());
      return true;
    }
    try {
      if (!lock.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      take(tx, changed);
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** What was seen need not be asked for again, once nothing else can come from that time. */
  private void goOn(Instant now, boolean nothing) {
    if (nothing || !lookedAt().plus(UNSEEN).isBefore(now) || !lock.writeLock().tryLock()) return;
    try {
      if (now.isAfter(lookedAt)) lookedAt = now;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Instant lookedAt() {
    lock.readLock().lock();
    try {
      return lookedAt;
    } finally {
      lock.readLock().unlock();
    }
  }

  private boolean isSeen(List<Changed> changed) {
    lock.readLock().lock();
    try {
      return changed.stream().allMatch(this::isSeen);
    } finally {
      lock.readLock().unlock();
    }
  }

  private boolean isSeen(Changed one) {
    return one.at().equals(seen.get(new Key(one.kind(), one.itemId())));
  }

  private void take(Tx tx, List<Changed> changed) {
    var texts = new ArrayList<UUID>();
    var vectors = new EnumMap<Kind, List<UUID>>(Kind.class);
    var now = new HashMap<Key, Instant>();
    for (Changed one : changed) {
      now.put(new Key(one.kind(), one.itemId()), one.at());
      if (isSeen(one)) continue;
      if (one.kind() == null) texts.add(one.itemId());
      else if (dimension > 0) {
        vectors.computeIfAbsent(one.kind(), k -> new ArrayList<>()).add(one.itemId());
      }
    }
    for (int i = 0; i < texts.size(); i += PAGE) {
      UUID[] ids = texts.subList(i, Math.min(texts.size(), i + PAGE)).toArray(UUID[]::new);
      for (Text text : tx.vectors().someTexts(ids)) put(text);
    }
    vectors.forEach(
        (kind, list) -> {
          for (int i = 0; i < list.size(); i += PAGE) {
            UUID[] ids = list.subList(i, Math.min(list.size(), i + PAGE)).toArray(UUID[]::new);
            put(kind, tx.vectors().some(kind, ids, model, dimension));
          }
        });
    seen = now;
    if (tx.at().isAfter(lookedAt)) lookedAt = tx.at();
    weigh();
  }

  private void put(Text text) {
    Integer before = numbers.get(text.id());
    var slot = new Slot(text.id(), text.projectKey(), text.deleted(), text.profileAt());
    if (before != null) {
      Slot known = slots.get(before);
      if (known != null && known.profileAt().equals(text.profileAt())) return;
      slots.set(before, null);
    }
    int number = likeness.count();
    likeness.add(
        Profile.of(text.summary(), text.description(), text.components(), text.jiraCreatedAt()));
    // Until it is read again it means what it meant.
    if (before != null) {
      likeness.means(number, likeness.summary(before), likeness.whole(before));
    }
    slots.add(slot);
    numbers.put(text.id(), number);
  }

  private void put(Kind kind, List<Vector> vectors) {
    for (Vector vector : vectors) {
      PackedVector packed = PackedVector.read(vector.vector());
      if (kind != Kind.ticket) {
        of(kind).put(vector.itemId(), packed);
        if (vector.own()) ownEvidence.add(vector.itemId());
        continue;
      }
      Integer number = numbers.get(vector.itemId());
      if (number == null) continue;
      PackedVector summary = vector.part() == 0 ? packed : likeness.summary(number);
      PackedVector whole = vector.part() == 1 ? packed : likeness.whole(number);
      likeness.means(number, summary, whole);
    }
  }

  private Map<UUID, PackedVector> of(Kind kind) {
    return others.computeIfAbsent(kind, k -> new LinkedHashMap<>());
  }

  private void weigh() {
    int vectors = others.values().stream().mapToInt(Map::size).sum();
    bytes = bytes(likeness.count(), vectors, dimension);
  }

  /** Whether it has got so many profiles of what tickets said before that it should begin anew. */
  boolean isStale() {
    lock.readLock().lock();
    try {
      return likeness.count() > 1_000 + numbers.size() + numbers.size() / 4;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Which tickets count. */
  record Among(Set<String> projects, boolean withDeleted, @Nullable UUID except) {
    private boolean has(@Nullable Slot slot) {
      return slot != null
          && (withDeleted || !slot.deleted())
          && (projects.isEmpty() || projects.contains(slot.project()))
          && !slot.id().equals(except);
    }
  }

  /** The tickets most like that one with how alike they are, from 0 to 1, best first. */
  Map<UUID, Double> rank(Profile asked, Among among, Map<Weights.Of, Weights> weights, int most) {
    lock.readLock().lock();
    try {
      boolean means = asked.wholeVector() != null && meanEnough();
      Profile profile = means ? asked : asked.without();
      Weights chosen =
          weights.getOrDefault(
              means ? Weights.Of.words_and_meaning : Weights.Of.words, Weights.shipped());
      double least = Math.max(LEAST, chosen.scale().likeness(NOTHING_IN_COMMON));
      var ranked = new LinkedHashMap<UUID, Double>();
      List<Like> likes =
          likeness.rank(profile, slots.size(), n -> among.has(slots.get(n)), chosen, most);
      for (Like like : likes) {
        Slot slot = slots.get(like.number());
        double likeness = chosen.scale().likeness(like.score());
        if (slot != null && likeness >= least) ranked.put(slot.id(), likeness);
      }
      return ranked;
    } finally {
      lock.readLock().unlock();
    }
  }

  private boolean meanEnough() {
    int with = 0;
    for (int number : numbers.values()) {
      if (likeness.whole(number) != PackedVector.NONE) with++;
    }
    return with >= ENOUGH * numbers.size();
  }

  /** What means about the same as that, of those kinds, the nearest first. */
  Map<Kind, List<Meant>> meant(
      PackedVector asked, Set<Kind> kinds, Among among, boolean own, double least) {
    lock.readLock().lock();
    try {
      var meant = new EnumMap<Kind, List<Meant>>(Kind.class);
      for (Kind kind : kinds) {
        var scan = new Scan(kind, asked);
        if (kind == Kind.ticket) {
          for (int number : numbers.values()) {
            Slot slot = slots.get(number);
            if (slot == null || !among.has(slot)) continue;
            scan.add(slot.id(), likeness.summary(number), likeness.whole(number));
          }
        } else {
          of(kind)
              .forEach(
                  (id, vector) -> {
                    if (own || !ownEvidence.contains(id)) scan.add(id, vector, PackedVector.NONE);
                  });
        }
        meant.put(kind, scan.best(least));
      }
      return meant;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The ids of all tickets there are, for a test. */
  Set<UUID> tickets() {
    lock.readLock().lock();
    try {
      return new HashSet<>(numbers.keySet());
    } finally {
      lock.readLock().unlock();
    }
  }
}
