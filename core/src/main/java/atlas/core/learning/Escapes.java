package atlas.core.learning;

import atlas.model.Escape;
import atlas.model.LearningEvent;
import atlas.model.Session;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/** Bugs that came to light on a ticket after a session on it had passed. */
public final class Escapes {
  private Escapes() {}

  /** Looks whether issues that were just stored are such bugs, or are linked to one. */
  public static void among(Tx tx, Collection<String> jiraIds) {
    if (jiraIds.isEmpty()) return;
    List<String> unused = noted(tx, tx.escapes().linked(jiraIds.toArray(String[]::new), tx.at()));
  }

  /** Looks whether the bugs of a session that ends had escaped earlier ones of its ticket. */
  public static List<String> from(Tx tx, Session session) {
    return noted(tx, tx.escapes().named(session.id(), tx.at()));
  }

  private static List<String> noted(Tx tx, List<Escape> escapes) {
    var effects = new ArrayList<String>();
    var lowered = new HashSet<UUID>();
    for (Escape escape : escapes) {
      List<UUID> patterns = tx.patterns().ofSession(escape.sessionId());
      lowered.addAll(patterns);
      tx.append(
          new LearningEvent.SessionEscaped(
              escape.sessionId(),
              escape.session(),
              escape.ticketKey(),
              escape.bugKey(),
              patterns.size()));
      effects.add(
          "%s escaped %s, which had passed%s"
              .formatted(escape.bugKey(), escape.session(), lowered(patterns.size())));
    }
    Learned.recount(tx, lowered);
    return effects;
  }

  private static String lowered(int patterns) {
    if (patterns == 0) return "";
    return "; its "
        + (patterns == 1 ? "pattern counts" : patterns + " patterns count")
        + " for less";
  }
}
