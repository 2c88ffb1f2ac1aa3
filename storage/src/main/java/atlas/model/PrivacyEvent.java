package atlas.model;

import java.util.List;
import java.util.UUID;

/** What a person said of themself, gave out, took along or had taken away. */
public sealed interface PrivacyEvent extends Event
    permits PrivacyEvent.PreferencesChanged,
        PrivacyEvent.DataExported,
        PrivacyEvent.PackShared,
        PrivacyEvent.PackWithdrawn,
        PrivacyEvent.UserPurged {

  /** A person changed their profile or preferences. */
  record PreferencesChanged(UUID entityId, List<String> changed, Profile profile)
      implements PrivacyEvent {
    @Override
    public String type() {
      return "user.changed";
    }

    @Override
    public String line() {
      return "Preferences changed: " + String.join(", ", changed);
    }
  }

  /** All that is the user's was written to files. */
  record DataExported(UUID entityId, long rows, int files) implements PrivacyEvent {
    @Override
    public String type() {
      return "user.exported";
    }

    @Override
    public String line() {
      return "Everything exported: %d rows and %d files".formatted(rows, files);
    }
  }

  /**
   * A review pack was given to somebody to read. What it says is not in the log: a copy that is
   * taken back is gone. Nor is the reader's name, which is theirs.
   *
   * @param sha256 of what it says
   */
  record PackShared(UUID entityId, UUID readerId, String title, String sha256)
      implements PrivacyEvent {
    @Override
    public String type() {
      return "pack.shared";
    }

    @Override
    public String line() {
      return "Review pack shared: " + title;
    }
  }

  /** A review pack was taken back. */
  record PackWithdrawn(UUID entityId, UUID readerId, String title) implements PrivacyEvent {
    @Override
    public String type() {
      return "pack.withdrawn";
    }

    @Override
    public String line() {
      return "Review pack taken back: " + title;
    }
  }

  /** All that was the user's was taken away; of what happened to them, only that it did is left. */
  record UserPurged(UUID entityId, long rows, long events, int files) implements PrivacyEvent {
    /** Who did it: the owner's login has no name of its own here. */
    public static final String ACTOR = "owner";

    @Override
    public String type() {
      return "user.purged";
    }

    @Override
    public String line() {
      return "User purged: %d rows and %d files gone, %d events redacted"
          .formatted(rows, files, events);
    }
  }
}
