package atlas.core.planner;

import static atlas.core.planner.Items.item;
import static atlas.core.planner.Items.task;
import static atlas.core.planner.Items.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.core.TestHouse;
import atlas.core.live.News;
import atlas.core.live.Subject;
import atlas.core.live.Subjects;
import atlas.core.planner.Planner.Type;
import atlas.model.Caller;
import atlas.storage.Database;
import atlas.storage.jobs.Jobs;
import atlas.storage.jobs.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemindersTest {
  private static final String TOLD = "events where type like '%.reminded'";

  private final TestHouse house = new TestHouse();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  private void save(String json) {
    Planner.Saved unused = house.planner().save(ann, item(Type.task, json));
  }

  @Test
  void severalProcessesTellAReminderOnceAndWhoListensHearsIt() {
    save("'title':'Call Bo','remind_at':'2026-01-15T12:00:00Z'");
    var news = new News(house.db().database(), () -> new UUID(1, 1));
    Subject agenda =
        new Subjects(house.db().database(), house.projects(), house.tickets()).agenda();
    News.Position begun = news.begin(ann);
    assertThat(agenda.after(news.look(ann, begun, List.of()))).isNull();
    house.clock().advance(Duration.ofHours(3));
    var db = house.db();
    try (var other = db.anotherOpening();
        var here = jobs(db.database());
        var there = jobs(db.through(other))) {
      here.start();
      there.start();
      db.through(other).read(ann, tx -> tx.at());
      await().until(() -> house.rows("scheduled_tasks") == 0);
    }
    assertThat(house.rows(TOLD)).isEqualTo(1);
    assertThat(house.rows("personal_tasks where reminded_at is not null")).isEqualTo(1);
    assertThat(agenda.after(news.look(ann, begun, List.of()))).isEqualTo(agenda);
  }

  private Jobs jobs(Database database) {
    return new Jobs(
        house.db().opening(),
        database,
        house.clock(),
        house.db()::nextId,
        house.planner().duties());
  }

  @Test
  void aReminderThatWasMovedIsToldAtItsNewTimeAlone() {
    save("'title':'Call Bo','remind_at':'2026-01-15T12:00:00Z'");
    save("'item':'U-1','remind_at':'2026-01-15T15:00:00Z'");
    assertThat(house.rows("scheduled_tasks")).isEqualTo(2);
    house.clock().advance(Duration.ofHours(3));
    assertThat(tell(house, ann, task(house, ann, 1))).isEqualTo(Outcome.DONE);
    assertThat(house.rows(TOLD)).isZero();
    house.clock().advance(Duration.ofHours(3));
    tell(house, ann, task(house, ann, 1));
    tell(house, ann, task(house, ann, 1));
    assertThat(house.rows(TOLD)).isEqualTo(1);
  }

  @Test
  void whatIsDoneOrRemovedAndWhoeverWantsNoNotificationIsLeftAlone() {
    save("'title':'Call Bo','remind_at':'2026-01-15T12:00:00Z'");
    save("'title':'Call Di','remind_at':'2026-01-15T12:00:00Z'");
    save("'title':'Call Ed','remind_at':'2026-01-15T12:00:00Z'");
    UUID removed = task(house, ann, 2);
    save("'item':'U-1','done':true");
    house.removal().remove(ann, "U-2");
    house.clock().advance(Duration.ofHours(4));
    tell(house, ann, task(house, ann, 1));
    tell(house, ann, removed);
    house
        .db()
        .admin()
        .useHandle(handle -> handle.execute("update users set notifications = false"));
    tell(house, ann, task(house, ann, 3));
    assertThat(house.rows(TOLD)).isZero();
    assertThat(house.agenda().get(ann, null, null, 9).reminders())
        .as("it is there to be looked at")
        .hasSize(1);
  }
}
