package atlas.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a theater or an action, or was logged about one. Each carries the whole of it
 * afterwards, so that the log alone is enough to make it again.
 */
public sealed interface FocusEvent extends Event {
  /** Those of a theater. */
  sealed interface OfTheater extends FocusEvent {
    Theater theater();

    @Override
    default UUID entityId() {
      return theater().id();
    }
  }

  /** Those of an action. */
  sealed interface OfAction extends FocusEvent {
    Action action();

    @Override
    default UUID entityId() {
      return action().id();
    }

    @Override
    default String shortId() {
      return action().shortId();
    }

    @Override
    default @Nullable String ticketKey() {
      return action().ticketKey();
    }

    @Override
    default @Nullable UUID taskId() {
      return action().taskId();
    }
  }

  /** Those of a log. */
  sealed interface OfLog extends FocusEvent {
    FocusLog log();

    @Override
    default UUID entityId() {
      return log().id();
    }

    @Override
    default String shortId() {
      return log().shortId();
    }
  }

  /** A theater came to be. */
  record TheaterCreated(Theater theater) implements OfTheater {
    @Override
    public String type() {
      return "theater.created";
    }

    @Override
    public String line() {
      return "Theater %s, with %d of the energy".formatted(theater.name(), theater.energy());
    }
  }

  /** A theater is another, in what is named. */
  record TheaterChanged(Theater theater, List<String> changed) implements OfTheater {
    @Override
    public String type() {
      return "theater.changed";
    }

    @Override
    public String line() {
      return "Theater %s has another %s".formatted(theater.name(), String.join(", ", changed));
    }
  }

  /** An action came to be. */
  record ActionCreated(Action action) implements OfAction {
    @Override
    public String type() {
      return "action.created";
    }

    @Override
    public String line() {
      return "Action " + shortId() + ": " + action.title();
    }
  }

  /** An action is another, in what is named. */
  record ActionChanged(Action action, List<String> changed) implements OfAction {
    @Override
    public String type() {
      return "action.changed";
    }

    @Override
    public String line() {
      String what = "has another " + String.join(", ", changed);
      if (changed.contains("selected")) what = action.selected() ? "is selected" : "is left";
      if (changed.contains("status")) what = "is " + action.status();
      return "Action " + shortId() + " " + what;
    }
  }

  /**
   * Something was done or seen.
   *
   * @param evidence what shows it
   */
  record ActivityLogged(FocusLog log, List<UUID> evidence) implements OfLog {
    @Override
    public String type() {
      return "activity.logged";
    }

    @Override
    public String line() {
      Integer minutes = log.minutes();
      return shortId() + ": " + log.text() + (minutes == null ? "" : ", " + minutes + " min");
    }
  }

  /** What was logged is corrected. */
  record ActivityCorrected(FocusLog log, List<UUID> evidence) implements OfLog {
    @Override
    public String type() {
      return "activity.corrected";
    }

    @Override
    public String line() {
      return "Corrected " + shortId() + ": " + log.text();
    }
  }
}
