package atlas.core.focus;

import atlas.model.Caller;
import atlas.model.FocusLogLine;
import atlas.model.FocusMetrics;
import atlas.model.Theater;
import atlas.model.TheaterState;
import atlas.model.TheaterStatus;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the theaters stand, each and together; counted when it is asked. */
public final class FocusOverview {
  /**
   * How they stand.
   *
   * @param logs what was logged last, as many as were asked for
   */
  public record Overview(
      FocusMetrics metrics, List<TheaterState> theaters, List<FocusLogLine> logs) {}

  private final Database database;

  public FocusOverview(Database database) {
    this.database = database;
  }

  /**
   * How the theaters stand.
   *
   * @param theater only that one, beside what all come to; null for each
   * @param logs how many of the latest logs
   */
  public Overview get(Caller caller, @Nullable String theater, int logs) {
    return database.read(
        caller,
        tx -> {
          UUID id = theater == null ? null : check(tx, theater).orElse(null);
          List<TheaterState> theaters = tx.theaters().states(id);
          return new Overview(
              tx.theaters().metrics(),
              theaters.isEmpty() && id == null ? first(theater) : theaters,
              logs == 0 ? List.of() : tx.focusLogs().latest(id, logs));
        });
  }

  /**
   * The id of the theater of that name; refuses naming those that there are. Empty for one that
   * everybody begins with, where the user has none yet: what reads makes nothing.
   */
  static Optional<UUID> check(Tx tx, String name) {
    List<Theater> all = tx.theaters().all();
    Optional<UUID> there =
        all.stream()
            .filter(theater -> theater.name().equalsIgnoreCase(name.strip()))
            .map(Theater::id)
            .findFirst();
    if (there.isPresent() || all.isEmpty() && !first(name).isEmpty()) return there;
    throw Theaters.missing(all, name);
  }

  /** Those that everybody begins with, as they will be. */
  private static List<TheaterState> first(@Nullable String name) {
    return Theaters.FIRST.stream()
        .filter(each -> name == null || each.equalsIgnoreCase(name.strip()))
        .map(
            each ->
                new TheaterState(
                    new UUID(0, 0),
                    each,
                    TheaterStatus.idle,
                    false,
                    BigDecimal.ZERO,
                    false,
                    100 / Theaters.FIRST.size(),
                    0,
                    null,
                    0,
                    0,
                    0,
                    0,
                    0))
        .toList();
  }
}
