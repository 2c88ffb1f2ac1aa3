package atlas.storage;

import atlas.model.PersonalTask;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What people themselves have to do. */
public interface PersonalTaskTable {
  String SELECT =
      """
      select id, number, space_id, title, description, priority, due,
        to_char(due_time, 'HH24:MI') as due_time, remind_at, reminded_at, tags, ticket_key, bug_id,
        auto_created, completed_at, version, created_at
      from personal_tasks
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      """;

  @SqlUpdate(
      """
      insert into personal_tasks (user_id, id, number, space_id, title, description, priority, due,
        due_time, remind_at, reminded_at, tags, ticket_key, bug_id, auto_created, completed_at,
        version, created_at)
      values (atlas_user_id(), :id, :number, :spaceId, :title, :description, :priority, :due,
        :dueTime::time, :remindAt, :remindedAt, :tags, :ticketKey, :bugId, :autoCreated,
        :completedAt, :version, :createdAt)
      """)
  void insert(@BindMethods PersonalTask task);

  /** Everything but who made it, when and from what. */
  @SqlUpdate(
      """
      update personal_tasks set space_id = :spaceId, title = :title, description = :description,
        priority = :priority, due = :due, due_time = :dueTime::time, remind_at = :remindAt,
        reminded_at = :remindedAt, tags = :tags, ticket_key = :ticketKey,
        completed_at = :completedAt, version = :version
      where id = :id
      """)
  void update(@BindMethods PersonalTask task);

  @SqlQuery(SELECT)
  Optional<PersonalTask> find(@Nullable UUID id, @Nullable Integer number);

  /** The same, which nobody else may change until this transaction ends. */
  @SqlQuery(SELECT + " for no key update")
  Optional<PersonalTask> lock(@Nullable UUID id, @Nullable Integer number);
}
