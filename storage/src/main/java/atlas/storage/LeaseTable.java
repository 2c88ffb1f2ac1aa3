package atlas.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * Who works on which task until when. Each of these is one statement that looks and changes at
 * once: of several that race, PostgreSQL lets the second look again at what the first has left.
 */
public interface LeaseTable {
  /** What a claim does to the task; the lease that had run out, if any, is told as lost. */
  String CLAIM =
      """
      update tasks t
      set status = 'in_progress', holder = :holder, leased_at = :at,
        leased_until = :at::timestamptz + make_interval(mins => p.lease_minutes),
        lost_by = t.holder, lost_since = t.leased_at, lost_until = t.leased_until
      from projects p
      where p.user_id = t.user_id and p.id = t.project_id
      """;

  /** Claims the task if it is ready; says whether it did, by its id. */
  @SqlQuery(
      CLAIM
          + """
          and t.id = :id and t.status in ('todo', 'in_progress')
          and (t.leased_until is null or t.leased_until <= :at)
          and not exists (
            select from task_dependencies d
            join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
            where d.user_id = t.user_id and d.task_id = t.id and o.status <> 'done')
          returning t.id
          """)
  Optional<UUID> claim(UUID id, String holder, Instant at);

  /**
   * Claims the best ready task of the project: the most important, of those the one that somebody
   * began with, of those the oldest. Tasks that another is claiming now are passed over.
   *
   * @param mayBegin whether a task may be taken that nobody has begun with
   */
  @SqlQuery(
      CLAIM
          + """
          and t.id = (
            select c.id from tasks c
            where c.project_id = :projectId and (c.status = 'in_progress' or :mayBegin)
              and c.status in ('todo', 'in_progress')
              and (c.leased_until is null or c.leased_until <= :at)
              and not exists (
                select from task_dependencies d
                join tasks o on o.user_id = d.user_id and o.id = d.depends_on_id
                where d.user_id = c.user_id and d.task_id = c.id and o.status <> 'done')
            order by c.priority_rank, c.status, c.number
            limit 1
            for update skip locked)
          returning t.id
          """)
  Optional<UUID> claimNext(UUID projectId, boolean mayBegin, String holder, Instant at);

  /** Prolongs the holder's own lease, which may have run out as long as nobody else came. */
  @SqlQuery(
      """
      update tasks t set leased_until = :at::timestamptz + make_interval(mins => p.lease_minutes)
      from projects p
      where p.user_id = t.user_id and p.id = t.project_id
        and t.id = :id and t.holder = :holder
      returning t.id
      """)
  Optional<UUID> renew(UUID id, String holder, Instant at);

  /** Ends the lease: the holder's own, or anybody's. The task is to be done again. */
  @SqlQuery(
      """
      update tasks set status = 'todo', holder = null, leased_at = null, leased_until = null
      where id = :id and holder is not null and (holder = :holder or :anybodys)
      returning id
      """)
  Optional<UUID> release(UUID id, String holder, boolean anybodys);
}
