package atlas.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A testing session on one ticket.
 *
 * @param charterOffered whether the charter is ours, and nobody made it theirs
 * @param environment where is tested, in pairs of name=value
 * @param tester who tests: the person, or the agent by its client name
 * @param activeSeconds without the breaks; known once it has ended
 */
public record Session(
    UUID id,
    int number,
    UUID ticketId,
    String ticketKey,
    String charter,
    boolean charterOffered,
    @Nullable Integer timeboxMinutes,
    List<String> environment,
    SessionStatus status,
    @Nullable Outcome outcome,
    String tester,
    @Nullable String summary,
    @Nullable String obstacles,
    @Nullable String outlook,
    @Nullable String feelings,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Integer activeSeconds) {
  public Session {
    environment = List.copyOf(environment);
  }

  /** The short id: S-12. */
  public String shortId() {
    return Ref.Kind.SESSION.shortId(number);
  }
}
