package atlas.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs together of what somebody did: everything on one issue, wherever it was seen, or a
 * single piece of evidence that belongs to none.
 *
 * @param ticketKey the issue; null where there is none
 * @param title of the issue where it is known, else of the latest evidence
 * @param sources where it was seen
 * @param evidence numbers, in the order in which it was done
 */
public record PieceOfWork(
    @Nullable String ticketKey,
    String title,
    List<String> sources,
    List<Integer> evidence,
    Instant first,
    Instant last) {
  public PieceOfWork {
    sources = List.copyOf(sources);
    evidence = List.copyOf(evidence);
  }
}
