package atlas.core.memory;

import atlas.model.Job;
import atlas.storage.Connector;
import atlas.storage.Database;
import atlas.storage.jobs.Duty;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

/** The months of the log: made long before their first event, however long a server runs. */
public final class LogMonths {
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Job JOB =
      new Job("log.months", 5, Duration.ofMinutes(1), Duration.ofHours(1));

  private final Database database;

  public LogMonths(Database database) {
    this.database = database;
  }

  /** What makes them, once a day across all processes. */
  public List<Duty> duties() {
    return List.of(Duty.every(A_DAY, JOB, this::make));
  }

  /** How many events came for which there was no month, everybody's together. */
  public long outside() {
    return database.identify(tx -> tx.events().outsideMonths());
  }

  private Outcome make(Run run) {
    database.identify(
        tx ->
            tx.events()
                .makeMonths(tx.at().atZone(ZoneOffset.UTC).toLocalDate(), Connector.MONTHS_AHEAD));
    return Outcome.DONE;
  }
}
