package atlas.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was learned from testing, and what testing missed. */
public sealed interface LearningEvent extends Event
    permits LearningEvent.SessionEscaped,
        LearningEvent.PatternsLearned,
        LearningEvent.PatternRetired,
        LearningEvent.BackendTrained {

  /** A bug came to light on the ticket of a session that had passed. */
  record SessionEscaped(
      UUID sessionId, String shortId, String ticketKey, String bugKey, int patternsLowered)
      implements LearningEvent {
    @Override
    public UUID entityId() {
      return sessionId;
    }

    @Override
    public String type() {
      return "session.escaped";
    }

    @Override
    public String line() {
      return bugKey + " escaped session " + shortId + " on " + ticketKey + ", which had passed";
    }
  }

  /** A session that ended was learned from: short ids of new patterns, and of those it bears on. */
  record PatternsLearned(
      UUID sessionId,
      String shortId,
      String ticketKey,
      List<String> learned,
      List<String> confirmed)
      implements LearningEvent {
    @Override
    public UUID entityId() {
      return sessionId;
    }

    @Override
    public String type() {
      return "patterns.learned";
    }

    @Override
    public String line() {
      return "%s learned and %d counted again from %s"
          .formatted(Counted.of(learned.size(), "pattern"), confirmed.size(), shortId);
    }
  }

  /** A pattern is not proposed any more. */
  record PatternRetired(UUID entityId, String shortId, String name, @Nullable String reason)
      implements LearningEvent {
    @Override
    public String type() {
      return "pattern.retired";
    }

    @Override
    public String line() {
      return "Pattern "
          + shortId
          + " retired: "
          + name
          + (reason == null ? "" : " (" + reason + ")");
    }
  }

  /** A neural backend was sent what it may learn from. */
  record BackendTrained(UUID entityId, String model, int rows) implements LearningEvent {
    @Override
    public String type() {
      return "backend.trained";
    }

    @Override
    public String line() {
      return model + " was sent " + Counted.of(rows, "scenario") + " to learn from";
    }
  }
}
