package atlas.storage;

import atlas.model.Countdown;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Days that people wait for. */
public interface CountdownTable {
  @SqlUpdate(
      """
      insert into countdowns (user_id, id, number, title, day, category, colour, icon, ticket_key,
        active, version, created_at)
      values (atlas_user_id(), :id, :number, :title, :day, :category, :colour, :icon, :ticketKey,
        :active, :version, :createdAt)
      """)
  void insert(@BindMethods Countdown countdown);

  @SqlUpdate(
      """
      update countdowns set title = :title, day = :day, category = :category, colour = :colour,
        icon = :icon, ticket_key = :ticketKey, active = :active, version = :version
      where id = :id
      """)
  void update(@BindMethods Countdown countdown);

  /** The countdown, which nobody else may change until this transaction ends. */
  @SqlQuery(
      """
      select id, number, title, day, category, colour, icon, ticket_key, active, version, created_at
      from countdowns
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      for no key update
      """)
  Optional<Countdown> lock(@Nullable UUID id, @Nullable Integer number);
}
