package atlas.core.testing;

import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.storage.Database;
import java.util.List;
import java.util.stream.Collectors;

/** The sheets of sessions, open or ended, for whoever wants to see them again. */
public final class Sheets {
  private final Database database;

  public Sheets(Database database) {
    this.database = database;
  }

  /** The sheet of that session as it is now. */
  public Sheet get(Caller caller, String named) {
    Ref ref = Ref.parse(Ref.Kind.SESSION, named);
    return database.read(
        caller,
        tx -> {
          Session session = tx.sessions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          return Sheet.of(tx, session);
        });
  }

  /** The sheet of the session that is open; of the latest, where none is. */
  public Sheet latest(Caller caller) {
    return database.read(
        caller,
        tx -> {
          List<Session> open = tx.sessions().open();
          if (open.size() > 1) {
            throw Refusal.invalid(
                "Several sessions are open; name one of "
                    + open.stream().map(Session::shortId).collect(Collectors.joining(", "))
                    + ".");
          }
          Session session =
              open.isEmpty()
                  ? tx.sessions()
                      .latest()
                      .orElseThrow(() -> Refusal.notFound("There is no session of yours yet."))
                  : open.get(0);
          return Sheet.of(tx, session);
        });
  }

  /** Short ids that begin so, or whose tickets' keys do, the latest first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    return database.read(caller, tx -> tx.sessions().ids(prefix, limit));
  }
}
