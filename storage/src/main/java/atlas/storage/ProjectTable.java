package atlas.storage;

import atlas.model.Project;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Pieces of work. */
public interface ProjectTable {
  /** Makes the project unless there is one of that name; says how many were made: 1 or 0. */
  @SqlUpdate(
      """
      insert into projects (user_id, id, name) values (atlas_user_id(), :id, :name)
      on conflict (user_id, name) where archived_at is null do nothing
      """)
  int insert(UUID id, String name);

  @SqlQuery("select id, name, description from projects where name = :name")
  Optional<Project> find(String name);

  @SqlQuery("select name from projects where id = :id")
  Optional<String> name(UUID id);
}
