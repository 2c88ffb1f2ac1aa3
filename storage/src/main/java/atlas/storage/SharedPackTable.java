package atlas.storage;

import atlas.model.SharedPack;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Review packs that were given to somebody to read; both see them, and nobody else. */
public interface SharedPackTable {
  @SqlUpdate(
      """
      insert into shared_packs (user_id, id, reader_id, owner_name, reader_name, title, content,
        shared_at)
      values (:userId, :id, :readerId, :ownerName, :readerName, :title, :content, :sharedAt)
      """)
  void insert(@BindMethods SharedPack pack);

  /** Those that the caller gave or was given, the latest first; without what they say. */
  @SqlQuery(
      """
      select id, user_id, reader_id, owner_name, reader_name, title, null as content, shared_at
      from shared_packs order by shared_at desc, id limit :limit
      """)
  List<SharedPack> list(int limit);

  @SqlQuery(
      """
      select id, user_id, reader_id, owner_name, reader_name, title, content, shared_at
      from shared_packs where id = :id
      """)
  Optional<SharedPack> find(UUID id);

  @SqlQuery("select count(*) from shared_packs")
  int count();

  /** How many the caller gives that one to read. */
  @SqlQuery(
      "select count(*) from shared_packs where user_id = atlas_user_id() and reader_id = :readerId")
  int givenTo(UUID readerId);

  /** How many the caller gives others to read. */
  @SqlQuery("select count(*) from shared_packs where user_id = atlas_user_id()")
  int given();

  /** Takes one of the caller's back. */
  @SqlUpdate("delete from shared_packs where user_id = atlas_user_id() and id = :id")
  int delete(UUID id);
}
