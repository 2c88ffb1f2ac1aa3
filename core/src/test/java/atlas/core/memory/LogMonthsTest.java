package atlas.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.model.Caller;
import atlas.storage.TestDatabase;
import atlas.storage.jobs.Jobs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogMonthsTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final LogMonths months = new LogMonths(db.database());

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aServerThatRunsForYearsNeverLacksAMonth() {
    var projects = new Projects(db.database(), "house");
    // Open since January 2026, with the months that were made then.
    projects.save(ann, new Projects.Save("first", null, null));
    db.clock().advance(Duration.ofDays(800));
    try (var jobs = new Jobs(db.opening(), db.database(), db.clock(), db::nextId, months.duties());
        var others =
            new Jobs(db.opening(), db.database(), db.clock(), db::nextId, months.duties())) {
      jobs.start();
      others.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> partitions().contains("events_2029_02"));
      projects.save(ann, new Projects.Save("second", null, null));
      assertThat(partitionOf("second")).isEqualTo("events_2028_03");
      assertThat(
              one(
                  "select execution_time::text from scheduled_tasks where task_name = 'log.months'"))
          .as("once for all processes, and again in a day")
          .startsWith("2028-03-26");
      db.clock().advance(Duration.ofDays(500));
      await().atMost(Duration.ofSeconds(40)).until(() -> partitions().contains("events_2030_07"));
    }
    assertThat(months.outside()).isZero();
  }

  @Test
  void whatCameWithoutAMonthIsCounted() {
    db.database().read(ann, tx -> tx.events().count());
    db.clock().advance(Duration.ofDays(800));
    new Projects(db.database(), "house").save(ann, new Projects.Save("late", null, null));
    assertThat(partitionOf("late")).isEqualTo("events_default");
    assertThat(months.outside()).isEqualTo(1);
  }

  private String partitionOf(String project) {
    return one(
        "select tableoid::regclass::text from events where type = 'project.created'"
            + " and payload->'project'->>'name' = '"
            + project
            + "'");
  }

  private String one(String sql) {
    return db.admin().withHandle(h -> h.createQuery(sql).mapTo(String.class).one());
  }

  private List<String> partitions() {
    return db.admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select relid::regclass::text from pg_partition_tree('events') where isleaf")
                    .mapTo(String.class)
                    .list());
  }
}
