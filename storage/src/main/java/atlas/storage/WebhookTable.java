package atlas.storage;

import atlas.model.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Under which names webhooks come, and those that came. */
public interface WebhookTable {
  /** Whose webhooks come under that name; may be asked on behalf of nobody. */
  @SqlQuery("select find_webhook_account(:name)")
  Optional<UUID> userOf(String name);

  /** Makes the name the user's; it is refused where another user has it. */
  @SqlUpdate(
      """
      insert into webhook_accounts (user_id, name) values (atlas_user_id(), :name)
      on conflict (user_id, name) do nothing
      """)
  void add(String name);

  @SqlQuery("select name from webhook_accounts order by name limit 100")
  List<String> names();

  /** Forgets the name, with all that came under it; whether there was one. */
  @SqlUpdate("delete from webhook_accounts where name = :name")
  boolean remove(String name);

  /** Keeps an event; false where one of its identifier or its id came before. */
  @SqlUpdate(
      """
      insert into webhook_events (user_id, id, account, identifier, event, jira_id, headers, body,
        status, attempts, error, received_at, settled_at)
      values (atlas_user_id(), :id, :account, :identifier, :event, :jiraId, :headers::jsonb, :body,
        :status, :attempts, :error, :receivedAt, :settledAt)
      on conflict do nothing
      """)
  boolean keep(@BindMethods WebhookEvent event);

  /** How many of that name wait to be applied; counted as far as the most that matter. */
  @SqlQuery(
      """
      select count(*) from (
        select from webhook_events where account = :account and status = 'received' limit :most
      ) as waiting
      """)
  int waiting(String account, int most);

  @SqlQuery("select * from webhook_events where id = :id")
  Optional<WebhookEvent> find(UUID id);

  /**
   * An issue that waits to be read because of webhooks.
   *
   * @param deleted whether one of them said that it is gone
   */
  record Told(String jiraId, boolean deleted) {}

  /** The issues that wait to be read, first that one, then the oldest. */
  @SqlQuery(
      """
      select jira_id, bool_or(event = 'jira:issue_deleted') as deleted
      from webhook_events
      where status = 'received' and jira_id is not null
      group by jira_id
      order by jira_id = :first desc, min(received_at), jira_id
      limit :limit
      """)
  List<Told> told(String first, int limit);

  /** One more attempt to apply it failed. */
  @SqlUpdate("update webhook_events set attempts = attempts + 1, error = :error where id = :id")
  void tried(UUID id, String error);

  /** Says what became of it; what was said of the last attempt stays only where it failed. */
  @SqlUpdate(
      """
      update webhook_events set status = :status, settled_at = :at,
        body = case when :status = 'ignored' then '' else body end,
        error = case when :status = 'failed' then error end
      where id = :id and status = 'received'
      """)
  boolean settle(UUID id, WebhookEvent.Status status, Instant at);

  /**
   * Everything that waits about those issues was answered by one reading of them, if it came before
   * that.
   */
  @SqlUpdate(
      """
      update webhook_events set status = :status, settled_at = :at, error = null,
        body = case when :status = 'ignored' then '' else body end
      where status = 'received' and jira_id = any (:jiraIds) and received_at <= :readAt
      """)
  int settleAllOf(String[] jiraIds, WebhookEvent.Status status, Instant readAt, Instant at);

  /** Forgets what came before that instant; says how many. */
  @SqlUpdate("delete from webhook_events where received_at < :before")
  int forgetBefore(Instant before);
}
