package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Something that could be done next, with what its score is made of.
 *
 * @param id what it is known by: A-2, T-4, HBR-12, D-3, S-12
 * @param theater of an action, with its share of the energy
 * @param gap 0 to 5; of what has a priority instead, that of its rank
 * @param begun whether it has begun, and would be left lying
 * @param movedAt when something about it was done last
 * @param holder who else has it, and until when
 */
public record Candidate(
    Kind kind,
    String id,
    String title,
    @Nullable String theater,
    int energy,
    double gap,
    @Nullable LocalDate due,
    Instant movedAt,
    boolean begun,
    boolean blocked,
    boolean selected,
    boolean pinned,
    @Nullable String ticketKey,
    @Nullable String holder,
    @Nullable Instant heldUntil) {
  /** What it is. */
  public enum Kind {
    action,
    session,
    task,
    review,
    personal_task,
    ticket
  }
}
