package atlas.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to evidence. EvidenceTable writes the first two as well, for many at once; a test
 * holds what it writes against these.
 */
public sealed interface EvidenceEvent extends Event {
  /** Those that carry the whole of it. */
  sealed interface Whole extends EvidenceEvent {
    Evidence evidence();

    @Override
    default UUID entityId() {
      return evidence().id();
    }

    @Override
    default String shortId() {
      return evidence().shortId();
    }

    @Override
    default @Nullable String ticketKey() {
      return evidence().ticketKey();
    }
  }

  /** There is evidence of something. */
  record EvidenceAdded(Evidence evidence) implements Whole {
    @Override
    public String type() {
      return "evidence.added";
    }

    @Override
    public String line() {
      return "Evidence "
          + evidence.shortId()
          + " from "
          + evidence.source()
          + ": "
          + evidence.title();
    }
  }

  /** Evidence says something else, or is called otherwise. */
  record EvidenceChanged(Evidence evidence) implements Whole {
    @Override
    public String type() {
      return "evidence.changed";
    }

    @Override
    public String line() {
      return "Evidence " + evidence.shortId() + " changed: " + evidence.title();
    }
  }

  /** Files were added to evidence. */
  record EvidenceFilesAdded(
      UUID entityId, String shortId, @Nullable String ticketKey, List<EvidenceFile> files)
      implements EvidenceEvent {
    @Override
    public String type() {
      return "evidence.files_added";
    }

    @Override
    public String line() {
      return "Evidence "
          + shortId
          + " has "
          + String.join(", ", files.stream().map(EvidenceFile::filename).toList());
    }
  }

  /** A model said something of evidence. */
  record EvidenceAnalysed(String shortId, @Nullable String ticketKey, EvidenceAnalysis analysis)
      implements EvidenceEvent {
    @Override
    public UUID entityId() {
      return analysis.evidenceId();
    }

    @Override
    public String type() {
      return "evidence.analysed";
    }

    @Override
    public String line() {
      return analysis.model() + " looked at evidence " + shortId;
    }
  }
}
