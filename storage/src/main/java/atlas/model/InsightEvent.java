package atlas.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to an insight. Who makes or changes one carries the whole of it afterwards. */
public sealed interface InsightEvent extends Event {
  /** How the person's word came here. */
  enum Way {
    /** The client asked them. */
    asked,
    /** They had a token from a terminal. */
    token
  }

  /** Those that carry the whole of it. */
  sealed interface Whole extends InsightEvent {
    Insight insight();

    @Override
    default UUID entityId() {
      return insight().id();
    }

    @Override
    default String shortId() {
      return insight().shortId();
    }
  }

  /** Somebody saw something in evidence, or ATLAS computed it. */
  record InsightSaved(Insight insight) implements Whole {
    @Override
    public String type() {
      return "insight.saved";
    }

    @Override
    public String line() {
      return "Insight " + insight.shortId() + ", " + insight.type() + ": " + insight.title();
    }
  }

  /** An insight says something else, and waits for the person's word again. */
  record InsightChanged(Insight insight) implements Whole {
    @Override
    public String type() {
      return "insight.changed";
    }

    @Override
    public String line() {
      return "Insight " + insight.shortId() + " changed: " + insight.title();
    }
  }

  /** The person was shown an insight on a terminal, with a token that lets them say a word. */
  record InsightShown(UUID entityId, String shortId) implements InsightEvent {
    @Override
    public String type() {
      return "insight.shown";
    }

    @Override
    public String line() {
      return "Insight " + shortId + " shown, with a token to review it";
    }
  }

  /** The person said what they think of an insight. */
  record InsightReviewed(Insight insight, Way way) implements Whole {
    @Override
    public String type() {
      return "insight.reviewed";
    }

    @Override
    public String line() {
      @Nullable String feedback = insight.feedback();
      return "Insight "
          + insight.shortId()
          + " "
          + insight.verdict()
          + (feedback == null ? "" : ": " + feedback);
    }
  }
}
