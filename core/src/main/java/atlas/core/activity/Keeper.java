package atlas.core.activity;

import atlas.core.evidence.Evidences;
import atlas.core.evidence.Evidences.Kept;
import atlas.core.evidence.NewEvidence;
import atlas.core.sync.Runs;
import atlas.model.Caller;
import atlas.model.SyncJob;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Keeps what a run gathered with the place to go on from, so that neither is without the other. */
final class Keeper {
  private final Database database;
  private final Caller caller;
  private final String source;
  private final Runs.Going going;
  private SyncJob job;

  /**
   * @param source as it stands in sync_jobs
   */
  Keeper(Database database, Caller caller, String source, Runs.Going going) {
    this.database = database;
    this.caller = caller;
    this.source = source;
    this.going = going;
    this.job = going.job();
  }

  SyncJob job() {
    return job;
  }

  /**
   * Keeps it.
   *
   * @param seen how much of the source's it was made of
   * @param items made in the transaction
   */
  void keep(JsonNode place, int seen, Function<Tx, List<NewEvidence>> items) {
    SyncJob before = job;
    try {
      database.write(
          caller,
          tx -> {
            Runs.keep(tx, source, going.holder());
            int added = 0;
            int changed = 0;
            for (Kept kept : Evidences.keep(tx, items.apply(tx))) {
              if (kept.added()) added++;
              else if (kept.changed()) changed++;
            }
            job = job.plus(seen, added, changed, 0).at(place, tx.at());
            tx.syncJobs().update(job);
            return place;
          });
    } catch (RuntimeException undone) {
      job = before;
      throw undone;
    }
    if (job.fetched() == before.fetched()) return;
    String sentence = job.fetched() + " things seen, " + job.created() + " are new evidence";
    caller.call().progress().at(job.fetched(), null, sentence);
  }
}
