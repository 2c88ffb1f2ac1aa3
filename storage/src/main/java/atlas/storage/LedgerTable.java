package atlas.storage;

import atlas.model.Earned;
import atlas.model.LedgerEntry;
import atlas.model.XpTotals;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** What people earned. */
public interface LedgerTable {
  /**
   * Adds it, as far as the cap of its day and category leaves it; says how far. Nothing where it
   * was earned before. Whoever calls this for a user must be alone in it.
   */
  @SqlQuery(
      """
      insert into xp_ledger (user_id, source_type, source_id, reason, category, what, worth,
        amount, day, earned_at)
      select atlas_user_id(), :sourceType, :sourceId, :reason, :category, :what, :worth,
        case when :cap::integer is null then :worth else
          least(:worth, greatest(0, :cap::integer - coalesce((
            select sum(amount) from xp_ledger where day = :day and category = :category), 0)))
          end,
        :day, atlas_now()
      on conflict do nothing
      returning amount
      """)
  Optional<Integer> insert(@BindMethods Earned earned, @Nullable Integer cap);

  /** What the user earned in all. */
  @SqlQuery("select total, work, personal, habit, challenge, achievement from xp_totals")
  Optional<XpTotals> totals();

  /** What was earned last. */
  @SqlQuery(
      """
      select source_type, source_id, reason, category, what, worth, amount, day, earned_at
      from xp_ledger order by earned_at desc, source_type, source_id, reason limit :limit
      """)
  List<LedgerEntry> latest(int limit);
}
