package atlas.core.testing;

import atlas.model.Caller;
import atlas.model.Session;
import atlas.storage.Tx;
import java.util.List;

/**
 * What else happens, in the same transaction, when a session ends. An area that has something to do
 * then brings one of these; the session knows none of them.
 */
@FunctionalInterface
public interface Ending {
  /**
   * Does it, and says in a line each what changed.
   *
   * @param end what the tester asked for
   */
  List<String> ended(Tx tx, Session session, Sessions.End end);

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
