package atlas.model;

import java.util.UUID;

/** A session that passed, and a bug that came to light on its ticket afterwards. */
public record Escape(UUID sessionId, int number, String ticketKey, String bugKey) {
  /** The session's short id. */
  public String session() {
    return Ref.Kind.SESSION.shortId(number);
  }
}
