package atlas.storage;

import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Processes for which it rings when something happens to the user. */
public interface ListenerTable {
  /** Rings for that process until then. */
  @SqlUpdate(
      """
      insert into listeners (user_id, process, until) values (atlas_user_id(), :process, :until)
      on conflict (user_id, process) do update set until = excluded.until
      """)
  void add(UUID process, Instant until);

  @SqlUpdate("delete from listeners where process = :process")
  void remove(UUID process);

  /** Forgets processes that ended without a word. */
  @SqlUpdate("delete from listeners where until < atlas_now()")
  void removeExpired();
}
