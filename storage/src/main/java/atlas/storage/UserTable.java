package atlas.storage;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** People; made and looked up by name only through functions that run as the owner. */
public interface UserTable {
  /** The id of the user of that name; the new one's when there was none. */
  @SqlQuery("select ensure_user(:newId, :name)")
  UUID ensure(UUID newId, String name);

  @SqlQuery("select id from find_user(:name) as id where id is not null")
  Optional<UUID> find(String name);

  /** Everybody's ids. */
  @SqlQuery("select id from all_users() as id")
  List<UUID> all();

  @SqlQuery("select name from users where id = :id")
  Optional<String> name(UUID id);

  /** The newest migration of the database. */
  @SqlQuery("select version from schema_version() as version where version is not null")
  Optional<Integer> schemaVersion();
}
