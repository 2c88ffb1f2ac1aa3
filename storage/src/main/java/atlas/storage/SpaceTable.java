package atlas.storage;

import atlas.model.Space;
import java.util.List;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The halves of a person's days. */
public interface SpaceTable {
  @SqlUpdate(
      """
      insert into spaces (user_id, id, name, colour, icon, version, created_at)
      values (atlas_user_id(), :id, :name, :colour, :icon, :version, :createdAt)
      """)
  void insert(@BindMethods Space space);

  @SqlUpdate("update spaces set colour = :colour, icon = :icon, version = :version where id = :id")
  void update(@BindMethods Space space);

  /** Every space, by name. */
  @SqlQuery("select id, name, colour, icon, version, created_at from spaces order by name")
  List<Space> all();
}
