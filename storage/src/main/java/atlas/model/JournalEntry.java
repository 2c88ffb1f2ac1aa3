package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person wrote down of a day of theirs.
 *
 * @param mood that they were in when they wrote
 * @param actor who wrote it down, or added to it last
 * @param version raised by each text that is added
 */
public record JournalEntry(
    UUID id,
    int number,
    LocalDate day,
    @Nullable String title,
    String content,
    List<String> tags,
    @Nullable Mood mood,
    String actor,
    int version,
    Instant createdAt) {
  /** The short id: J-3. */
  public String shortId() {
    return Ref.Kind.JOURNAL_ENTRY.shortId(number);
  }
}
