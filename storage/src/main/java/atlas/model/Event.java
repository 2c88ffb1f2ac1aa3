package atlas.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened. One record per type; the record is the payload. */
public sealed interface Event
    permits Event.UserAdded,
        Event.TokenIssued,
        Event.TokenRevoked,
        Event.ScenarioLogged,
        Event.PredictionsMade,
        Event.PredictionRated,
        Event.LibraryImported,
        Event.OfSession,
        EvidenceEvent,
        InsightEvent,
        FocusEvent,
        LearningEvent,
        MemoryEvent,
        MilestoneEvent,
        PlannerEvent,
        PrivacyEvent,
        ProgressEvent,
        TaskEvent,
        TicketEvent,
        WellbeingEvent {
  /** The type as it stands in the log and in get_timeline's filter. */
  String type();

  /** The thing it happened to. */
  UUID entityId();

  /** One line that tells it to a reader. */
  String line();

  /** Raised when a payload of this type changes its shape. */
  default int version() {
    return 1;
  }

  /** The short id of the thing, if it has one. */
  default @Nullable String shortId() {
    return null;
  }

  /** The ticket it belongs to, if any. */
  default @Nullable String ticketKey() {
    return null;
  }

  /** The testing session it belongs to, if any. */
  default @Nullable UUID sessionId() {
    return null;
  }

  /** The project it belongs to, if any. */
  default @Nullable UUID projectId() {
    return null;
  }

  /** The task it belongs to, if any. */
  default @Nullable UUID taskId() {
    return null;
  }

  /** A user came to be. */
  record UserAdded(UUID entityId, String name) implements Event {
    @Override
    public String type() {
      return "user.added";
    }

    @Override
    public String line() {
      return "User " + name + " added";
    }
  }

  /** A bearer token was made. */
  record TokenIssued(UUID entityId, String label, List<String> scopes) implements Event {
    @Override
    public String type() {
      return "token.issued";
    }

    @Override
    public String line() {
      return "Token \"" + label + "\" issued for " + String.join(", ", scopes);
    }
  }

  /** A bearer token was ended. */
  record TokenRevoked(UUID entityId) implements Event {
    @Override
    public String type() {
      return "token.revoked";
    }

    @Override
    public String line() {
      return "Token revoked";
    }
  }

  /** Scenarios of a library came out of a file. */
  record LibraryImported(UUID entityId, String source, int added, int changed) implements Event {
    @Override
    public String type() {
      return "library.imported";
    }

    @Override
    public String line() {
      return "Scenarios imported from %s: %d new, %d changed".formatted(source, added, changed);
    }
  }

  /** A session began. */
  record SessionStarted(
      UUID sessionId,
      String shortId,
      String ticketKey,
      String charter,
      boolean charterOffered,
      List<String> environment)
      implements OfSession {
    @Override
    public String type() {
      return "session.started";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public String line() {
      return "Session "
          + shortId
          + " on "
          + ticketKey
          + " started: "
          + charter
          + (charterOffered ? " (offered)" : "")
          + (environment.isEmpty() ? "" : ", with " + String.join(", ", environment));
    }
  }

  /** Its tester said anew what a session is to find out, how long it may take, or where it is. */
  record SessionChanged(
      UUID sessionId,
      String shortId,
      String ticketKey,
      String charter,
      @Nullable Integer timeboxMinutes,
      List<String> environment)
      implements OfSession {
    @Override
    public String type() {
      return "session.changed";
    }

    @Override
    public String line() {
      return "Session "
          + shortId
          + " changed: "
          + charter
          + (timeboxMinutes == null ? "" : ", in " + timeboxMinutes + " min")
          + (environment.isEmpty() ? "" : ", with " + String.join(", ", environment));
    }
  }

  /** A break began. */
  record SessionPaused(UUID sessionId, String shortId, String ticketKey) implements OfSession {
    @Override
    public String type() {
      return "session.paused";
    }

    @Override
    public String line() {
      return "Session " + shortId + " paused";
    }
  }

  /** A break ended. */
  record SessionResumed(UUID sessionId, String shortId, String ticketKey, long pausedSeconds)
      implements OfSession {
    @Override
    public String type() {
      return "session.resumed";
    }

    @Override
    public String line() {
      return "Session " + shortId + " resumed after " + pausedSeconds + " s";
    }
  }

  /** The tester wrote something down. */
  record SessionNoted(UUID sessionId, String shortId, String ticketKey, UUID note, String text)
      implements OfSession {
    @Override
    public String type() {
      return "session.noted";
    }

    @Override
    public String line() {
      return "Note in " + shortId + ": " + text;
    }
  }

  /** A session was given up. */
  record SessionAbandoned(UUID sessionId, String shortId, String ticketKey, @Nullable String reason)
      implements OfSession {
    @Override
    public String type() {
      return "session.abandoned";
    }

    @Override
    public String line() {
      return "Session " + shortId + " abandoned" + (reason == null ? "" : ": " + reason);
    }
  }

  /** A session was completed. */
  record SessionEnded(
      UUID sessionId,
      String shortId,
      String ticketKey,
      Outcome outcome,
      int scenarios,
      int bugs,
      int activeSeconds)
      implements OfSession {
    @Override
    public String type() {
      return "session.ended";
    }

    @Override
    public String line() {
      return "Session %s on %s ended: %s, %s, %s, %d min"
          .formatted(
              shortId,
              ticketKey,
              outcome,
              Counted.of(scenarios, "scenario"),
              Counted.of(bugs, "bug"),
              Math.round(activeSeconds / 60.0));
    }
  }

  /** A scenario was tried. */
  record ScenarioLogged(
      UUID entityId,
      UUID sessionId,
      String shortId,
      String ticketKey,
      String name,
      Result result,
      @Nullable String bugKey)
      implements Event {
    @Override
    public String type() {
      return "scenario.logged";
    }

    @Override
    public String line() {
      return shortId + " " + result + ": " + name + (bugKey == null ? "" : " (" + bugKey + ")");
    }
  }

  /** Scenarios were predicted. */
  record PredictionsMade(
      UUID entityId,
      @Nullable String ticketKey,
      @Nullable UUID sessionId,
      List<String> predictions,
      List<String> sources)
      implements Event {
    @Override
    public String type() {
      return "predictions.made";
    }

    @Override
    public String line() {
      return predictions.size()
          + " scenarios predicted"
          + (ticketKey == null ? "" : " for " + ticketKey)
          + " by "
          + String.join(", ", sources);
    }
  }

  /** A person said what a prediction was worth. */
  record PredictionRated(
      UUID entityId,
      String shortId,
      @Nullable String ticketKey,
      Feedback feedback,
      @Nullable Integer rating)
      implements Event {
    @Override
    public String type() {
      return "prediction.rated";
    }

    @Override
    public String line() {
      return "Prediction "
          + shortId
          + " "
          + feedback
          + (rating == null ? "" : ", " + rating + " of 5");
    }
  }

  /** A session that ended said which predictions were tried and which found a bug. */
  record PredictionsSettled(
      UUID sessionId, String shortId, String ticketKey, int settled, int tried, int foundBug)
      implements OfSession {
    @Override
    public String type() {
      return "predictions.settled";
    }

    @Override
    public String line() {
      return "%s settled: %d tried, %d found a bug"
          .formatted(Counted.of(settled, "prediction"), tried, foundBug);
    }
  }

  /** Events whose thing is a testing session. */
  sealed interface OfSession extends Event {
    @Override
    UUID sessionId();

    @Override
    default UUID entityId() {
      return sessionId();
    }
  }
}
