package atlas.storage;

import atlas.model.JiraSite;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** What was found out about a user's Jira. */
public interface JiraSiteTable {
  @SqlQuery("select * from jira_sites")
  Optional<JiraSite> find();

  @SqlUpdate(
      """
      insert into jira_sites (user_id, kind, site, account_id, account_name, time_zone,
        swept_at, checked_at)
      values (atlas_user_id(), :kind, :site, :accountId, :accountName, :timeZone, :sweptAt,
        :checkedAt)
      on conflict (user_id) do update set
        kind = excluded.kind, site = excluded.site, account_id = excluded.account_id,
        account_name = excluded.account_name, time_zone = excluded.time_zone,
        swept_at = excluded.swept_at,
        checked_at = excluded.checked_at
      """)
  void store(@BindMethods JiraSite site);

  /**
   * The user's Jira is found there from now on; the rest is to be found out again.
   *
   * @param same whether it is the same Jira
   */
  @SqlUpdate(
      """
      update jira_sites set site = :site, checked_at = 'epoch', swept_at = null,
        number = number + case when :same then 0 else 1 end
      """)
  void moved(String site, boolean same);

  /** It was looked which issues are gone. */
  @SqlUpdate("update jira_sites set swept_at = :at")
  void swept(Instant at);
}
