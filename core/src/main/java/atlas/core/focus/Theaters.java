package atlas.core.focus;

import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.FocusEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Theater;
import atlas.model.TheaterStatus;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The areas of a person's work, which share their energy. */
public final class Theaters {
  /** What everybody begins with, to be renamed. */
  static final List<String> FIRST = List.of("ibm", "cs");

  private static final int MOST = 20;

  /**
   * What a theater is to be; null leaves as it is.
   *
   * @param theater its name; one that there is not yet is made
   * @param energy its share of 100; the others share the rest as they did before
   * @param derive whether status and progress are what happens again, and not what was said
   */
  public record Save(
      String theater,
      @Nullable String renameTo,
      @Nullable TheaterStatus status,
      @Nullable Integer progress,
      @Nullable Integer energy,
      boolean derive) {}

  /** A theater that was saved. */
  public record Saved(
      String theater,
      @Nullable TheaterStatus status,
      @Nullable Integer progress,
      int energy,
      int version,
      List<String> effects) {}

  private final Database database;

  public Theaters(Database database) {
    this.database = database;
  }

  /** Makes a theater, or changes one; says what that does to the others' energy. */
  public Saved save(Caller caller, Save save) {
    return database.write(caller, Saved.class, tx -> save(tx, save));
  }

  static Saved save(Tx tx, Save save) {
    if (save.derive() && (save.status() != null || save.progress() != null)) {
      throw Refusal.invalid("Say status and progress, or derive; not both.");
    }
    List<Theater> all = alone(tx);
    var effects = new ArrayList<String>();
    String wanted = name(save.theater());
    if (named(all, wanted).isEmpty()) {
      if (save.renameTo() != null) throw missing(all, save.theater());
      effects.add(
          "%s is a new theater, beside %s".formatted(shown(make(tx, all, save)), names(all)));
      all = locked(tx);
    }
    Theater before = named(all, wanted).orElseThrow();
    Theater after = changed(all, before, save);
    Map<String, Integer> shares = shares(all, before, after.energy());
    Theater kept = change(tx, before, after);
    for (Theater other : all) {
      Integer share = shares.get(other.name());
      if (share == null || share == other.energy()) continue;
      change(tx, other, other.with(share));
      effects.add("Energy of %s is %d now, was %d".formatted(shown(other), share, other.energy()));
    }
    return new Saved(
        kept.name(), kept.status(), kept.progress(), kept.energy(), kept.version(), effects);
  }

  /** What is not in the log must not be in the row. */
  private static Theater change(Tx tx, Theater before, Theater after) {
    List<String> changed = differences(before, after);
    if (changed.isEmpty()) return before;
    Theater next = after.next();
    tx.theaters().update(next);
    tx.append(new FocusEvent.TheaterChanged(next, changed));
    return next;
  }

  /**
   * The theaters of a user by name, which nobody else changes, adds to or takes from meanwhile;
   * those that everybody begins with where there are none yet.
   */
  private static List<Theater> alone(Tx tx) {
    // The person's row first: who locks what is there sees nothing of what is made meanwhile.
    tx.users().lockProfile();
    List<Theater> all = locked(tx);
    if (!all.isEmpty()) return all;
    seed(tx);
    return locked(tx);
  }

  private static List<Theater> locked(Tx tx) {
    return tx.theaters().lockAll().stream()
        .sorted(Comparator.comparing(Theater::name, String.CASE_INSENSITIVE_ORDER))
        .toList();
  }

  /** Gives a user the theaters that everybody begins with. */
  public static void seed(Tx tx) {
    for (String name : FIRST) add(tx, name, 100 / FIRST.size());
  }

  private static Theater make(Tx tx, List<Theater> all, Save save) {
    String name = name(save.theater());
    if (all.size() >= MOST) {
      throw Refusal.conflict("There are 20 theaters; remove_item theater:NAME removes one.");
    }
    return add(tx, name, all.isEmpty() ? 100 : 0);
  }

  private static Theater add(Tx tx, String name, int energy) {
    var theater = new Theater(tx.newId(), name, null, null, energy, 1, tx.at());
    tx.theaters().insert(theater);
    tx.append(new FocusEvent.TheaterCreated(theater));
    return theater;
  }

  private static Theater changed(List<Theater> all, Theater before, Save save) {
    String name = before.name();
    if (save.renameTo() != null) {
      name = name(save.renameTo());
      Optional<Theater> taken = named(all, name);
      if (taken.isPresent() && !taken.get().id().equals(before.id())) {
        throw Refusal.conflict("There is another theater " + name + "; take another name.");
      }
    }
    TheaterStatus status = save.status() == null ? before.status() : save.status();
    Integer progress = save.progress() == null ? before.progress() : save.progress();
    return new Theater(
        before.id(),
        name,
        save.derive() ? null : status,
        save.derive() ? null : progress,
        save.energy() == null ? before.energy() : save.energy(),
        before.version(),
        before.createdAt());
  }

  /**
   * What the other theaters have when this one has so much: they keep their proportions, in whole
   * numbers, and where they had nothing they share equally. By name; empty where nothing changes.
   */
  private static Map<String, Integer> shares(List<Theater> all, Theater target, int energy) {
    if (energy == target.energy()) return Map.of();
    List<Theater> others = all.stream().filter(t -> !t.id().equals(target.id())).toList();
    if (others.isEmpty()) {
      throw Refusal.invalid("It is the only theater, so that it has all of the energy: 100.");
    }
    return share(100 - energy, others);
  }

  /**
   * So much of the energy among these, by what they have: the largest remainders are rounded up.
   */
  static Map<String, Integer> share(int left, List<Theater> among) {
    int sum = among.stream().mapToInt(Theater::energy).sum();
    List<Theater> inOrder =
        among.stream().sorted((a, b) -> a.name().compareToIgnoreCase(b.name())).toList();
    var shares = new LinkedHashMap<String, Integer>();
    var remainders = new LinkedHashMap<String, Integer>();
    int whole = sum == 0 ? among.size() : sum;
    for (Theater one : inOrder) {
      int part = left * (sum == 0 ? 1 : one.energy());
      shares.put(one.name(), part / whole);
      remainders.put(one.name(), part % whole);
    }
    int given = shares.values().stream().mapToInt(Integer::intValue).sum();
    remainders.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(left - given)
        .forEach(entry -> shares.merge(entry.getKey(), 1, Integer::sum));
    return shares;
  }

  private static List<String> differences(Theater before, Theater after) {
    var changed = new ArrayList<String>();
    if (!before.name().equals(after.name())) changed.add("name");
    if (before.status() != after.status()) changed.add("status");
    if (!Objects.equals(before.progress(), after.progress())) changed.add("progress");
    if (before.energy() != after.energy()) changed.add("energy");
    return changed;
  }

  /**
   * The theater of that name, in which nobody else selects an action meanwhile; refuses naming
   * those that there are.
   */
  public static Theater require(Tx tx, String name) {
    List<Theater> there = tx.theaters().all();
    List<Theater> all = there.isEmpty() ? alone(tx) : there;
    return lock(tx, named(all, name).orElseThrow(() -> missing(all, name)).id());
  }

  /** The theater of something, in which nobody else selects an action meanwhile. */
  static Theater lock(Tx tx, UUID id) {
    return tx.theaters()
        .lock(id)
        .orElseThrow(
            () ->
                Refusal.conflict(
                    "Its theater was removed; say another, or restore that with remove_item."));
  }

  /** The refusal for a theater that is not there. */
  public static Refusal missing(List<Theater> all, String name) {
    List<String> names = all.stream().map(Theater::name).toList();
    return Refusal.notFound(
            "There is no theater %s of yours, but %s; set_theater makes one."
                .formatted(Outside.line(name, 50), names(all)))
        .with("theaters", names);
  }

  /** The theater of that name, which nobody else changes meanwhile. */
  public static Optional<Theater> find(Tx tx, String name) {
    return named(alone(tx), name);
  }

  private static Optional<Theater> named(List<Theater> all, String name) {
    return all.stream().filter(t -> t.name().equalsIgnoreCase(name.strip())).findFirst();
  }

  private static String names(List<Theater> all) {
    return String.join(", ", all.stream().map(Theaters::shown).toList());
  }

  private static String shown(Theater theater) {
    return Outside.line(theater.name());
  }

  private static String name(String written) {
    String name = Outside.line(written);
    if (name.isEmpty()) throw Refusal.invalid("A theater needs a name.");
    return name;
  }

  /**
   * Takes a theater out of sight, and gives its energy to the others; what it had to do must be
   * finished or somewhere else.
   */
  public static List<String> remove(Tx tx, Theater theater) {
    if (tx.theaters().all().size() == 1)
      throw Refusal.conflict("It is the only theater; rename it instead.");
    List<Integer> open = tx.actions().openIn(theater.id());
    if (!open.isEmpty()) {
      throw Refusal.conflict(
          "It has open actions: %s; finish them or move them to another theater first."
              .formatted(String.join(", ", open.stream().map(Ref.Kind.ACTION::shortId).toList())));
    }
    List<String> effects = new ArrayList<>();
    if (theater.energy() > 0) {
      effects.addAll(save(tx, new Save(theater.name(), null, null, null, 0, false)).effects());
    }
    tx.removals().showRemoved();
    tx.theaters().archive(theater.id(), tx.at());
    tx.removals().hideRemoved();
    return effects;
  }
}
