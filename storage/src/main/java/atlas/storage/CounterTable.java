package atlas.storage;

import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The last short id given out, per user and kind. */
interface CounterTable {
  @SqlQuery(
      """
      insert into counters (user_id, kind, last) values (atlas_user_id(), :kind, 1)
      on conflict (user_id, kind) do update set last = counters.last + 1
      returning last
      """)
  int next(String kind);

  /** Numbers up to that one were given out. */
  @SqlUpdate(
      """
      insert into counters (user_id, kind, last) values (atlas_user_id(), :kind, :last)
      on conflict (user_id, kind) do update set last = greatest(counters.last, excluded.last)
      """)
  void atLeast(String kind, int last);
}
