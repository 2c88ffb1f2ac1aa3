package atlas.storage;

import atlas.model.Ref;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** What can be removed and restored, over all the tables that hide it. */
public interface RemovalTable {
  /**
   * Something that can be removed, or was.
   *
   * @param open whether it is a session that goes on
   * @param holder who has a lease on it now
   */
  record Item(
      UUID id,
      String title,
      @Nullable UUID projectId,
      boolean open,
      @Nullable String holder,
      @Nullable Instant archivedAt) {}

  /** From here on this transaction sees what was removed. */
  @SqlQuery("select set_config('atlas.archived', 'on', true)")
  String showRemoved();

  /** The item of that number, removed or not; nobody else changes it meanwhile. */
  default Optional<Item> lock(Ref.Kind kind, int number) {
    return switch (kind) {
      case SESSION -> session(number);
      case TASK -> task(number);
      case ARTIFACT -> artifact(number);
      case CHECKPOINT -> checkpoint(number);
      case DECISION -> decision(number);
      case MEMORY -> memory(number);
      case PREDICTION -> Optional.empty();
    };
  }

  @SqlQuery(
      """
      select id, charter as title, null::uuid as project_id, ended_at is null as open,
        null as holder, archived_at
      from sessions where number = :number for update
      """)
  Optional<Item> session(int number);

  @SqlQuery(
      """
      select id, title, project_id, false as open,
        case when leased_until > atlas_now() then holder end as holder, archived_at
      from tasks where number = :number for update
      """)
  Optional<Item> task(int number);

  @SqlQuery(
      """
      select a.id, coalesce(a.summary, a.ref) as title, t.project_id, false as open,
        null as holder, a.archived_at
      from artifacts a join tasks t on t.user_id = a.user_id and t.id = a.task_id
      where a.number = :number for update of a
      """)
  Optional<Item> artifact(int number);

  @SqlQuery(
      """
      select id, label as title, project_id, false as open, null as holder, archived_at
      from checkpoints where number = :number for update
      """)
  Optional<Item> checkpoint(int number);

  @SqlQuery(
      """
      select id, title, project_id, false as open, null as holder, archived_at
      from decisions where number = :number for update
      """)
  Optional<Item> decision(int number);

  @SqlQuery(
      """
      select id, key as title, project_id, false as open, null as holder, archived_at
      from memories where number = :number for update
      """)
  Optional<Item> memory(int number);

  /** Hides the item with that id from that instant on, or shows it again; says how many. */
  @SqlQuery(
      """
      with s as (update sessions set archived_at = :at where id = :id returning 1),
        t as (update tasks set archived_at = :at where id = :id returning 1),
        a as (update artifacts set archived_at = :at where id = :id returning 1),
        c as (update checkpoints set archived_at = :at where id = :id returning 1),
        d as (update decisions set archived_at = :at where id = :id returning 1),
        m as (update memories set archived_at = :at where id = :id returning 1)
      select (select count(*) from s) + (select count(*) from t) + (select count(*) from a)
        + (select count(*) from c) + (select count(*) from d) + (select count(*) from m)
      """)
  int archive(UUID id, @Nullable Instant at);
}
