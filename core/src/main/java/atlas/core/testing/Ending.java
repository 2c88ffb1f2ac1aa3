package atlas.core.testing;

import atlas.model.Caller;
import atlas.model.Session;
import atlas.model.SessionTotals;
import atlas.storage.Tx;
import java.util.List;

/**
 * What else happens, in the same transaction, when a session ends. An area that has something to do
 * then brings one of these; the session knows none of them.
 */
@FunctionalInterface
public interface Ending {
  /** What is done in the transaction, once it is found out what can't be found out there. */
  @FunctionalInterface
  interface Step {
    /** Does it, and says in a line each what changed. */
    List<String> ended(Tx tx, Session session);

    /** The same for who wants to know what the session amounts to. */
    default List<String> ended(Tx tx, Session session, SessionTotals totals) {
      return ended(tx, session);
    }
  }

  /**
   * Looks up what it needs before the transaction begins. Refuses nothing: a repeat, whose answer
   * is kept, comes here too.
   *
   * @param end what the tester asked for
   */
  Step prepare(Caller caller, Sessions.End end);

  /**
   * What can only be done once it is committed, such as asking another system; says what came of
   * it. A repeated call comes here again, so it must be harmless to repeat.
   *
   * @param session its short id
   */
  default List<String> committed(Caller caller, String session) {
    return List.of();
  }
}
