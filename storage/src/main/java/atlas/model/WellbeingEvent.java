package atlas.model;

import java.util.UUID;

/**
 * What a person said of how they are. Each carries the whole of it, so that the log alone is enough
 * to make it again; by its short id it is known that nobody sees it whom they did not allow to.
 */
public sealed interface WellbeingEvent extends Event {
  /** A mood was logged. */
  record MoodLogged(MoodLog log) implements WellbeingEvent {
    @Override
    public String type() {
      return "mood.logged";
    }

    @Override
    public UUID entityId() {
      return log.id();
    }

    @Override
    public String shortId() {
      return log.shortId();
    }

    @Override
    public String line() {
      String note = log.note();
      return "Mood of %s: %s, %s of 5%s"
          .formatted(log.day(), log.mood(), log.score(), note == null ? "" : ": " + note);
    }
  }

  /** A day's journal was begun, or added to. */
  record JournalWritten(JournalEntry entry) implements WellbeingEvent {
    @Override
    public String type() {
      return "journal.written";
    }

    @Override
    public UUID entityId() {
      return entry.id();
    }

    @Override
    public String shortId() {
      return entry.shortId();
    }

    @Override
    public String line() {
      String title = entry.title();
      return "Journal of " + entry.day() + (title == null ? "" : ": " + title);
    }
  }
}
