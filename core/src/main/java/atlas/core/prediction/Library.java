package atlas.core.prediction;

import atlas.core.meaning.Meaning;
import atlas.core.prediction.likeness.PackedVector;
import atlas.core.prediction.likeness.ScenarioWeights;
import atlas.core.prediction.likeness.Terms;
import atlas.core.prediction.likeness.Weights;
import atlas.core.testing.Ending;
import atlas.integrations.embedding.Embedder;
import atlas.model.Caller;
import atlas.model.LibraryScenario;
import atlas.storage.Database;
import atlas.storage.LibraryTable.TestedWith;
import atlas.storage.LibraryTable.Version;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of the users who asked last, in memory within a bound, to find the scenarios that a
 * ticket is to be tested with. Each is read in a transaction of its user's and followed by versions
 * that change in the transactions that change it: what is told is what the database has.
 */
public final class Library {
  // About what a scenario takes: words, letters, and with a model some five vectors.
  private static final long BYTES = 3_000;
  private static final long BYTES_MEANT = 3_000;
  private static final int PAGE = 500;

  /**
   * A scenario that fits.
   *
   * @param chance that it is one of those that the ticket is tested with, 0 to 1
   * @param tested the tickets that it was tested with before, most alike first
   * @param alike how alike the first of those is, 0 to 1
   */
  public record Found(
      LibraryScenario scenario, double chance, List<TestedWith> tested, double alike) {}

  private final Database database;
  private final Meaning meaning;
  private final long most;
  private final Map<UUID, UserLibrary> users = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Weights.Of, ScenarioWeights> weights = new HashMap<>();

  /**
   * @param most how many bytes all libraries may take together
   */
  public Library(Database database, Meaning meaning, long most) {
    this.database = database;
    this.meaning = meaning;
    this.most = most;
  }

  /** At the end of a session it is known better which tickets are tested with what. */
  public static Ending ending() {
    return (caller, end) ->
        (tx, session) -> {
          tx.library().testedWith();
          return List.of();
        };
  }

  /** The scenarios that fit best to a ticket of that summary, best first. */
  public List<Found> of(Caller caller, String summary, int limit) {
    if (database.read(caller, tx -> tx.library().version()).library() == 0) return List.of();
    Optional<List<float[]>> vector =
        hasVectors(caller) ? meaning.of(List.of(Terms.withoutKeys(summary))) : Optional.empty();
    PackedVector asked = vector.map(one -> PackedVector.of(one.get(0))).orElse(PackedVector.NONE);
    return database.read(caller, tx -> of(tx, summary, asked, limit));
  }

  /** Whether there is anything to compare a meaning with: a model takes a second to load. */
  private boolean hasVectors(Caller caller) {
    if (!meaning.on()) return false;
    Embedder model = meaning.embedder();
    return database.read(caller, tx -> tx.vectors().any(model.model(), model.dimension()));
  }

  private List<Found> of(Tx tx, String summary, PackedVector asked, int limit) {
    UserLibrary library = library(tx);
    if (library == null) return List.of();
    var ranked = library.rank(summary, asked, this::weights, limit);
    UUID[] ids = ranked.stream().map(UserLibrary.Ranked::scenario).toArray(UUID[]::new);
    Map<UUID, LibraryScenario> scenarios = new HashMap<>();
    for (LibraryScenario one : tx.library().some(ids)) scenarios.put(one.id(), one);
    var found = new ArrayList<Found>();
    for (UserLibrary.Ranked one : ranked) {
      LibraryScenario scenario = scenarios.get(one.scenario());
      if (scenario == null) continue;
      found.add(new Found(scenario, one.fit().chance(), one.tested(), one.fit().alike()));
    }
    return found;
  }

  private @Nullable UserLibrary library(Tx tx) {
    UUID user = tx.caller().userId();
    Version version = tx.library().version();
    String model = meaning.on() ? meaning.embedder().model() : "";
    int dimension = meaning.on() ? meaning.embedder().dimension() : 0;
    UserLibrary known;
    synchronized (users) {
      known = users.get(user);
    }
    var state = UserLibrary.State.of(tx, version, model, dimension);
    if (known != null && known.isAt(state)) return known;
    long bytes = (long) tx.library().count() * (BYTES + (dimension > 0 ? BYTES_MEANT : 0));
    if (bytes == 0 || bytes > most) return null;
    UserLibrary fresh = UserLibrary.read(tx, state, known, bytes, PAGE);
    synchronized (users) {
      users.put(user, fresh);
      long all = users.values().stream().mapToLong(UserLibrary::bytes).sum();
      Iterator<UserLibrary> longestUnused = users.values().iterator();
      while (all > most && longestUnused.hasNext()) {
        UserLibrary one = longestUnused.next();
        if (one == fresh) continue;
        all -= one.bytes();
        longestUnused.remove();
      }
    }
    return fresh;
  }

  private ScenarioWeights weights(Weights.Of which) {
    synchronized (weights) {
      return weights.computeIfAbsent(which, ScenarioWeights::shipped);
    }
  }
}
