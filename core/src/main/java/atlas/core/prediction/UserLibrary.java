package atlas.core.prediction;

import atlas.core.prediction.likeness.PackedVector;
import atlas.core.prediction.likeness.ScenarioText;
import atlas.core.prediction.likeness.ScenarioWeights;
import atlas.core.prediction.likeness.Shelf;
import atlas.core.prediction.likeness.Shelf.Asked;
import atlas.core.prediction.likeness.Shelf.Fit;
import atlas.core.prediction.likeness.Shelf.Tested;
import atlas.core.prediction.likeness.Terms;
import atlas.core.prediction.likeness.Weights;
import atlas.model.LibraryScenario;
import atlas.storage.LibraryTable.TestedWith;
import atlas.storage.LibraryTable.Version;
import atlas.storage.Tx;
import atlas.storage.VectorTable.Kind;
import atlas.storage.VectorTable.Vector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One user's library as it was at one state of the database; it never changes. */
final class UserLibrary {
  private static final int MOST_TESTED = 20_000;
  // With fewer the rest would be found by words alone, and never before those.
  private static final double ENOUGH = 0.9;

  /** By which it is known whether anything changed. */
  record State(
      Version version,
      String model,
      int dimension,
      @Nullable Long vectorsAt,
      @Nullable Long ticketVectorsAt) {
    static State of(Tx tx, Version version, String model, int dimension) {
      boolean means = dimension > 0;
      return new State(
          version,
          model,
          dimension,
          means ? tx.library().vectorsMadeAt(Kind.library, model, dimension) : null,
          means ? tx.library().vectorsMadeAt(Kind.ticket, model, dimension) : null);
    }

    private boolean hasShelfOf(State other) {
      return version.library() == other.version.library()
          && model.equals(other.model)
          && dimension == other.dimension
          && Objects.equals(vectorsAt, other.vectorsAt);
    }
  }

  /** A scenario with its tickets. */
  record Ranked(UUID scenario, Fit fit, List<TestedWith> tested) {}

  private final State state;
  private final long bytes;
  private final Shelf shelf;
  private final List<UUID> ids;
  private final boolean means;
  private final List<Tested> past;
  private final List<Map<UUID, TestedWith>> pastTickets;

  private UserLibrary(
      State state,
      long bytes,
      Shelf shelf,
      List<UUID> ids,
      boolean means,
      List<Tested> past,
      List<Map<UUID, TestedWith>> pastTickets) {
    this.state = state;
    this.bytes = bytes;
    this.shelf = shelf;
    this.ids = ids;
    this.means = means;
    this.past = past;
    this.pastTickets = pastTickets;
  }

  boolean isAt(State other) {
    return state.equals(other);
  }

  long bytes() {
    return bytes;
  }

  /**
   * Reads it.
   *
   * @param before what was known, of which the scenarios are taken over where they are the same
   */
  static UserLibrary read(Tx tx, State state, @Nullable UserLibrary before, long bytes, int page) {
    Shelf shelf;
    List<UUID> ids;
    boolean means;
    if (before != null && before.state.hasShelfOf(state)) {
      shelf = before.shelf;
      ids = before.ids;
      means = before.means;
    } else {
      shelf = new Shelf();
      ids = new ArrayList<>();
      Map<UUID, List<PackedVector>> vectors = vectors(tx, state, page);
      means = !vectors.isEmpty();
      read(tx, shelf, ids, vectors, page);
    }
    Map<UUID, Integer> numbers = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) numbers.put(ids.get(i), i);
    var tickets = new ArrayList<Map<UUID, TestedWith>>();
    List<Tested> past = past(tx, state, means, numbers, tickets);
    return new UserLibrary(state, bytes, shelf, ids, means, past, tickets);
  }

  private static void read(
      Tx tx, Shelf shelf, List<UUID> ids, Map<UUID, List<PackedVector>> vectors, int page) {
    int after = 0;
    while (true) {
      List<LibraryScenario> some = tx.library().page(after, page);
      for (LibraryScenario one : some) {
        shelf.add(text(one), vectors.getOrDefault(one.id(), List.of()));
        ids.add(one.id());
        after = one.number();
      }
      if (some.size() < page) return;
    }
  }

  private static ScenarioText text(LibraryScenario scenario) {
    return new ScenarioText(
        scenario.name(),
        scenario.folder(),
        scenario.objective(),
        scenario.precondition(),
        String.join("\n", scenario.ofSteps("step", "data")),
        String.join("\n", scenario.ofSteps("expected")));
  }

  /** Those of each scenario by their parts; none unless nearly all have some. */
  private static Map<UUID, List<PackedVector>> vectors(Tx tx, State state, int page) {
    Map<UUID, List<PackedVector>> vectors = new HashMap<>();
    if (state.vectorsAt == null) return vectors;
    int unread = tx.vectors().unreadLibrary(state.model, state.dimension);
    if (unread > (1 - ENOUGH) * tx.library().count()) return vectors;
    UUID after = new UUID(0, 0);
    while (true) {
      List<Vector> some =
          tx.vectors().page(Kind.library, after, state.model, state.dimension, page);
      // The last one's parts may go on behind the page; it is read again as the first of the next.
      UUID last = some.isEmpty() ? null : some.get(some.size() - 1).itemId();
      boolean end = some.size() < page;
      UUID before = after;
      for (Vector one : some) {
        if (!end && one.itemId().equals(last)) break;
        vectors
            .computeIfAbsent(one.itemId(), id -> new ArrayList<>())
            .add(PackedVector.read(one.vector()));
        after = one.itemId();
      }
      if (end || after.equals(before)) return vectors;
    }
  }

  /** What was tested, the latest last, and the same with all that is known of it. */
  private static List<Tested> past(
      Tx tx,
      State state,
      boolean means,
      Map<UUID, Integer> numbers,
      List<Map<UUID, TestedWith>> tickets) {
    List<TestedWith> all = new ArrayList<>(tx.library().testedWith(MOST_TESTED));
    Collections.reverse(all);
    Map<UUID, Map<UUID, TestedWith>> byTicket = new LinkedHashMap<>();
    for (TestedWith one : all) {
      if (!numbers.containsKey(one.scenarioId())) continue;
      byTicket
          .computeIfAbsent(one.ticketId(), id -> new LinkedHashMap<>())
          .put(one.scenarioId(), one);
    }
    Map<UUID, PackedVector> vectors = new HashMap<>();
    if (means && !byTicket.isEmpty()) {
      UUID[] ids = byTicket.keySet().toArray(UUID[]::new);
      for (Vector one : tx.vectors().some(Kind.ticket, ids, state.model, state.dimension)) {
        if (one.part() == 0) vectors.put(one.itemId(), PackedVector.read(one.vector()));
      }
    }
    var past = new ArrayList<Tested>();
    byTicket.forEach(
        (ticket, scenarios) -> {
          String summary = scenarios.values().iterator().next().summary();
          PackedVector vector = vectors.getOrDefault(ticket, PackedVector.NONE);
          List<Integer> places =
              scenarios.keySet().stream().map(id -> numbers.getOrDefault(id, 0)).toList();
          past.add(new Tested(Terms.of(summary), vector, places));
          tickets.add(scenarios);
        });
    return past;
  }

  /** The best for a ticket of that summary and meaning. */
  List<Ranked> rank(
      String summary,
      PackedVector meaning,
      Function<Weights.Of, ScenarioWeights> weights,
      int limit) {
    boolean both = means && meaning != PackedVector.NONE;
    Asked asked = Asked.of(summary, both ? meaning : PackedVector.NONE);
    ScenarioWeights chosen = weights.apply(both ? Weights.Of.words_and_meaning : Weights.Of.words);
    return shelf.rank(asked, past, chosen, limit).stream().map(this::ranked).toList();
  }

  private Ranked ranked(Fit fit) {
    UUID id = ids.get(fit.number());
    var tested = new ArrayList<TestedWith>();
    for (int place : fit.tested()) {
      TestedWith one = pastTickets.get(place).get(id);
      if (one != null) tested.add(one);
    }
    return new Ranked(id, fit, tested);
  }
}
