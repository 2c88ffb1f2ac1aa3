package atlas.core.testing;

import atlas.model.Session;
import atlas.storage.Tx;
import java.util.List;

/**
 * What else happens, in the same transaction, when a session ends. An area that has something to do
 * then brings one of these; the session knows none of them.
 */
@FunctionalInterface
public interface Ending {
  /** Does it, and says in a line each what changed. */
  List<String> ended(Tx tx, Session session);
}
