package atlas.storage;

import atlas.model.Days;
import atlas.model.Profile;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** People; made and looked up by name only through functions that run as the owner. */
public interface UserTable {
  String PROFILE =
      """
      select name, full_name, avatar_url, gitlab_username, role, time_zone,
        to_char(day_start, 'HH24:MI') as day_start, weekly_capacity_minutes, default_space,
        coach_voice, theme, notifications, wellbeing_visible
      from users where id = atlas_user_id()
      """;

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

  /** The user of that name who may be given others' packs to read. */
  @SqlQuery("select id from find_manager(:name) as id where id is not null")
  Optional<UUID> manager(String name);

  /** Who the caller is, and how they want it. */
  @SqlQuery(PROFILE)
  Optional<Profile> profile();

  /** When the caller's days begin and end. */
  default Days days() {
    return profile().map(Profile::days).orElse(Days.UTC);
  }

  /** The same, which nobody else changes until this transaction ends. */
  @SqlQuery(PROFILE + " for no key update")
  Optional<Profile> lockProfile();

  @SqlUpdate(
      """
      update users set full_name = :fullName, avatar_url = :avatarUrl,
        gitlab_username = :gitlabUsername, role = :role, time_zone = :timeZone,
        day_start = :dayStart::time, weekly_capacity_minutes = :weeklyCapacityMinutes,
        default_space = :defaultSpace, coach_voice = :coachVoice, theme = :theme,
        notifications = :notifications, wellbeing_visible = :wellbeingVisible
      where id = atlas_user_id()
      """)
  void update(@BindMethods Profile profile);

  /** The newest migration of the database. */
  @SqlQuery("select version from schema_version() as version where version is not null")
  Optional<Integer> schemaVersion();
}
