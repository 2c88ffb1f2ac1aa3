package atlas.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person did, as proof of it.
 *
 * @param sourceId what the source calls it; its own id where it was written by hand
 * @param happenedAt when the work was done, whenever it was written down
 * @param ticketKey the issue it belongs to
 * @param categorySuggested whether nobody has said so but a source or a model
 * @param tags what the person calls it
 * @param suggestedTags what a source or a model would call it
 */
public record Evidence(
    UUID id,
    int number,
    EvidenceSource source,
    String sourceId,
    String title,
    @Nullable String summary,
    String content,
    @Nullable String sourceUrl,
    Instant happenedAt,
    @Nullable String ticketKey,
    String category,
    boolean categorySuggested,
    List<String> tags,
    List<String> suggestedTags,
    Instant createdAt) {
  /** The category of what nobody put into another. */
  public static final String GENERAL = "general";

  /** The short id: E-5. */
  public String shortId() {
    return Ref.Kind.EVIDENCE.shortId(number);
  }
}
