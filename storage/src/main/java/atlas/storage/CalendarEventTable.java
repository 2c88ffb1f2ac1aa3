package atlas.storage;

import atlas.model.CalendarEvent;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What people put into their calendars. */
public interface CalendarEventTable {
  @SqlUpdate(
      """
      insert into calendar_events (user_id, id, number, type, title, description, all_day,
        first_day, last_day, starts_at, ends_at, remind_at, reminded_at, ticket_key, version,
        created_at)
      values (atlas_user_id(), :id, :number, :type, :title, :description, :allDay, :firstDay,
        :lastDay, :startsAt, :endsAt, :remindAt, :remindedAt, :ticketKey, :version, :createdAt)
      """)
  void insert(@BindMethods CalendarEvent event);

  @SqlUpdate(
      """
      update calendar_events set type = :type, title = :title, description = :description,
        all_day = :allDay, first_day = :firstDay, last_day = :lastDay, starts_at = :startsAt,
        ends_at = :endsAt, remind_at = :remindAt, reminded_at = :remindedAt,
        ticket_key = :ticketKey, version = :version
      where id = :id
      """)
  void update(@BindMethods CalendarEvent event);

  /** The event, which nobody else may change until this transaction ends. */
  @SqlQuery(
      """
      select id, number, type, title, description, all_day, first_day, last_day, starts_at, ends_at,
        remind_at, reminded_at, ticket_key, version, created_at
      from calendar_events
      where (:id::uuid is null or id = :id) and (:number::int is null or number = :number)
        and (:id::uuid is not null or :number::int is not null)
      for no key update
      """)
  Optional<CalendarEvent> lock(@Nullable UUID id, @Nullable Integer number);
}
