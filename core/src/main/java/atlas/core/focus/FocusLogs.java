package atlas.core.focus;

import atlas.model.Action;
import atlas.model.Caller;
import atlas.model.FocusEvent;
import atlas.model.FocusLog;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Theater;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a person did in their theaters, and what they saw of it. */
public final class FocusLogs {
  /**
   * What was done or seen; null leaves as it is.
   *
   * @param log the one to correct; null makes a new one, which needs kind, text and where it was
   * @param action what it was done for, which says its theater too
   * @param text of a reflection what is objectively so
   * @param evidence what shows it, instead of what did before
   * @param at when it was; now where nobody says so
   */
  public record Entry(
      @Nullable String log,
      FocusLog.@Nullable Kind kind,
      @Nullable String theater,
      @Nullable String action,
      @Nullable String text,
      @Nullable String details,
      @Nullable Integer minutes,
      @Nullable List<String> evidence,
      @Nullable Instant at) {}

  /** What was logged, as F-3. */
  public record Logged(
      String log, String theater, @Nullable String action, int version, List<String> effects) {}

  private final Database database;

  public FocusLogs(Database database) {
    this.database = database;
  }

  /** Logs something, or corrects what was logged. */
  public Logged log(Caller caller, Entry entry) {
    return database.write(caller, Logged.class, tx -> log(tx, entry));
  }

  static Logged log(Tx tx, Entry entry) {
    if (entry.at() != null && entry.at().isAfter(tx.at())) {
      throw Refusal.invalid("What is logged was done: at must not be in the future.");
    }
    return entry.log() == null ? add(tx, entry) : correct(tx, entry);
  }

  private static Logged add(Tx tx, Entry entry) {
    if (entry.kind() == null || entry.text() == null) {
      throw Refusal.invalid(
          "What is logged needs kind and text; to correct one, say which by log.");
    }
    Action action = action(tx, entry.action());
    Theater theater = theater(tx, entry.theater(), action);
    List<UUID> evidence = evidence(tx, entry.evidence());
    var log =
        new FocusLog(
            tx.newId(),
            tx.nextNumber(Ref.Kind.FOCUS_LOG),
            entry.kind(),
            theater.id(),
            action == null ? null : action.id(),
            words(entry.text()),
            entry.details(),
            minutes(entry.kind(), entry.minutes()),
            tx.caller().actor(),
            entry.at() == null ? tx.at() : entry.at(),
            1,
            tx.at());
    List<String> effects = effects(tx, log);
    tx.focusLogs().insert(log);
    tx.focusLogs().addEvidence(log.id(), evidence.toArray(UUID[]::new));
    tx.append(new FocusEvent.ActivityLogged(log, evidence));
    return logged(tx, log, theater, effects);
  }

  private static Logged correct(Tx tx, Entry entry) {
    Ref ref = Ref.parse(Ref.Kind.FOCUS_LOG, Objects.requireNonNull(entry.log()));
    FocusLog before = tx.focusLogs().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    if (entry.kind() != null && entry.kind() != before.kind()) {
      throw Refusal.invalid(
          "%s is of kind %s and stays so; remove it, and log another."
              .formatted(before.shortId(), before.kind()));
    }
    Action action = action(tx, entry.action());
    Theater theater =
        entry.theater() == null && action == null
            ? Theaters.lock(tx, before.theaterId())
            : theater(tx, entry.theater(), action);
    UUID of = action == null ? before.actionId() : action.id();
    // What belongs to another theater was not done for that action.
    if (action == null && !theater.id().equals(before.theaterId())) of = null;
    Integer minutes = minutes(before.kind(), entry.minutes());
    var after =
        new FocusLog(
            before.id(),
            before.number(),
            before.kind(),
            theater.id(),
            of,
            entry.text() == null ? before.text() : words(entry.text()),
            entry.details() == null ? before.details() : entry.details(),
            minutes == null ? before.minutes() : minutes,
            tx.caller().actor(),
            entry.at() == null ? before.loggedAt() : entry.at(),
            before.version() + 1,
            before.createdAt());
    List<UUID> had = tx.focusLogs().evidence(before.id());
    List<UUID> has = entry.evidence() == null ? had : evidence(tx, entry.evidence());
    if (same(before, after) && Set.copyOf(had).equals(Set.copyOf(has)))
      return logged(tx, before, theater, List.of());
    List<String> effects = effects(tx, after);
    tx.focusLogs().update(after);
    tx.focusLogs().clearEvidence(after.id());
    tx.focusLogs().addEvidence(after.id(), has.toArray(UUID[]::new));
    tx.append(new FocusEvent.ActivityCorrected(after, has));
    return logged(tx, after, theater, effects);
  }

  private static Logged logged(Tx tx, FocusLog log, Theater theater, List<String> effects) {
    String action = done(tx, log).map(Action::shortId).orElse(null);
    return new Logged(log.shortId(), theater.name(), action, log.version(), effects);
  }

  /** What the log says that nothing has said before, before it is written. */
  private static List<String> effects(Tx tx, FocusLog log) {
    Action action = done(tx, log).orElse(null);
    if (action == null) return List.of();
    boolean fresh =
        log.loggedAt().isAfter(action.movedAt())
            && tx.focusLogs().last(action.id()).stream().allMatch(log.loggedAt()::isAfter);
    return fresh ? List.of(action.shortId() + " is fresh again") : List.of();
  }

  /** What it was done for; nothing where that is removed. */
  private static Optional<Action> done(Tx tx, FocusLog log) {
    return log.actionId() == null ? Optional.empty() : tx.actions().find(log.actionId(), null);
  }

  private static boolean same(FocusLog before, FocusLog after) {
    return before.theaterId().equals(after.theaterId())
        && Objects.equals(before.actionId(), after.actionId())
        && before.text().equals(after.text())
        && Objects.equals(before.details(), after.details())
        && Objects.equals(before.minutes(), after.minutes())
        && before.loggedAt().equals(after.loggedAt());
  }

  private static @Nullable Action action(Tx tx, @Nullable String named) {
    if (named == null) return null;
    Ref ref = Ref.parse(Ref.Kind.ACTION, named);
    return tx.actions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
  }

  private static Theater theater(Tx tx, @Nullable String named, @Nullable Action action) {
    if (named == null) {
      if (action == null)
        throw Refusal.invalid("Say in which theater it was, or for which action.");
      return Theaters.lock(tx, action.theaterId());
    }
    Theater theater = Theaters.require(tx, named);
    if (action != null && !action.theaterId().equals(theater.id())) {
      throw Refusal.invalid(action.shortId() + " belongs to another theater; leave theater out.");
    }
    return theater;
  }

  private static @Nullable Integer minutes(FocusLog.Kind kind, @Nullable Integer minutes) {
    if (minutes != null && kind == FocusLog.Kind.reflection) {
      throw Refusal.invalid("Minutes belong to an execution; a reflection takes none.");
    }
    return minutes;
  }

  private static List<UUID> evidence(Tx tx, @Nullable List<String> named) {
    var ids = new LinkedHashSet<UUID>();
    for (String one : named == null ? List.<String>of() : named) {
      Ref ref = Ref.parse(Ref.Kind.EVIDENCE, one);
      ids.add(tx.evidence().find(ref.id(), ref.number()).orElseThrow(ref::missing).id());
    }
    return List.copyOf(ids);
  }

  private static String words(String text) {
    if (text.isBlank()) throw Refusal.invalid("What is logged needs a text, with words in it.");
    return text.strip();
  }
}
