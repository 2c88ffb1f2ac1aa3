package atlas.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Tasks;
import atlas.core.planner.Planner;
import atlas.core.progress.HabitDraft;
import atlas.core.progress.Habits;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Habit;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NewsTest {
  private final TestHouse house = new TestHouse();
  private final News news = new News(house.db().database(), () -> new UUID(1, 1));
  private final Subjects subjects =
      new Subjects(house.db().database(), house.projects(), house.tickets());
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  private String append(Caller caller) {
    UUID id = house.db().nextId();
    house
        .db()
        .database()
        .write(
            caller,
            tx -> {
              tx.append(new Event.UserAdded(id, "x"));
              return 0;
            });
    return id.toString();
  }

  @Test
  void whatHappenedSinceIsToldOnce() {
    append(ann);
    News.Position begun = news.begin(ann);
    News.Happened nothing = news.look(ann, begun, List.of());
    assertThat(nothing.names()).isEmpty();
    String id = append(ann);
    append(house.ben());
    News.Happened one = news.look(ann, nothing.position(), List.of());
    assertThat(one.names()).containsExactlyInAnyOrder("user", id);
    house.clock().advance(Duration.ofHours(1));
    String later = append(ann);
    News.Happened two = news.look(ann, one.position(), List.of());
    assertThat(two.names()).containsExactlyInAnyOrder("user", later);
    assertThat(news.look(ann, two.position(), List.of()).names()).isEmpty();
  }

  @Test
  void whatBeganEarlierAndCommitsLaterIsNotMissed() throws Exception {
    News.Position begun = news.begin(ann);
    var appended = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    UUID slow = house.db().nextId();
    var writer =
        CompletableFuture.runAsync(
            () ->
                house
                    .db()
                    .database()
                    .write(
                        ann,
                        tx -> {
                          tx.append(new Event.UserAdded(slow, "slow"));
                          appended.countDown();
                          return waited(mayCommit);
                        }));
    appended.await();
    house.clock().advance(Duration.ofSeconds(5));
    String quick = append(ann);
    News.Happened first = news.look(ann, begun, List.of());
    assertThat(first.names()).containsExactlyInAnyOrder("user", quick);
    mayCommit.countDown();
    writer.join();
    assertThat(news.look(ann, first.position(), List.of()).names())
        .containsExactlyInAnyOrder("user", slow.toString());
  }

  private static int waited(CountDownLatch latch) {
    try {
      latch.await();
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whereTooMuchHappenedEverythingIsTold() {
    News.Position begun = news.begin(ann);
    var ids = new ArrayList<UUID>();
    house
        .db()
        .database()
        .write(
            ann,
            tx -> {
              for (int i = 0; i < 5_001; i++) tx.append(new Event.UserAdded(tx.newId(), "x"));
              return ids;
            });
    News.Happened much = news.look(ann, begun, List.of());
    assertThat(much.more()).isTrue();
    assertThat(Subject.of(new UUID(9, 9)).after(much)).isNotNull();
    assertThat(news.look(ann, much.position(), List.of()).more()).isFalse();
  }

  private static Tasks.Save plain(String title) {
    return new Tasks.Save(null, title, null, null, null, null, null, null, null, null, null);
  }

  @Test
  void aSubjectIsConcernedByWhatNamesIt() {
    var saved = house.tasks().save(ann, plain("Light the lamp"));
    Subject task = subjects.task(ann, saved.task());
    Subject project = subjects.project(ann, "house");
    News.Position begun = news.begin(ann);
    append(ann);
    News.Happened other = news.look(ann, begun, List.of());
    assertThat(task.after(other)).isNull();
    assertThat(project.after(other)).isNull();
    house.tasks().save(ann, plain("Trim the wick"));
    News.Happened second = news.look(ann, other.position(), List.of());
    assertThat(task.after(second)).isNull();
    assertThat(project.after(second)).isEqualTo(project);
  }

  @Test
  void whatCouldBeDoneNextIsConcernedByWhatThePersonHasToDo() {
    News.Position begun = news.begin(ann);
    house
        .planner()
        .save(
            ann,
            Planner.Save.task(
                null, null, "Buy oil", null, null, null, null, null, null, null, null));
    News.Happened planned = news.look(ann, begun, List.of());
    assertThat(Subjects.myWork().after(planned)).isNotNull();
    assertThat(subjects.progress(ann).after(planned)).isNull();
  }

  @Test
  void progressIsConcernedByHabitsAndWhatIsDismissedToo() {
    Subject progress = subjects.progress(ann);
    var habits = new Habits(house.earning());
    News.Position begun = news.begin(ann);
    Habit habit =
        house
            .db()
            .database()
            .write(
                ann,
                tx ->
                    Habits.save(
                        tx, new HabitDraft(null, "Read", null, null, null, null, null, null)));
    News.Happened made = news.look(ann, begun, List.of());
    assertThat(progress.after(made)).isNotNull();
    LocalDate yesterday = LocalDate.of(2026, 1, 14);
    List<String> unused =
        house.db().database().write(ann, tx -> habits.freeze(tx, habit.id(), yesterday));
    News.Happened rested = news.look(ann, made.position(), List.of());
    assertThat(progress.after(rested)).isNotNull();
    house.removal().remove(ann, habit.shortId());
    News.Happened removed = news.look(ann, rested.position(), List.of());
    assertThat(progress.after(removed)).isNotNull();
    append(ann);
    assertThat(progress.after(news.look(ann, removed.position(), List.of()))).isNull();
  }

  @Test
  void aTicketIsConcernedByACopyThatChangedItAndFollowedUnderItsNewKey() {
    house.jira().put("HBR-1").summary("Invoice total");
    house.jira().put("HBR-2").summary("Other");
    var live = new Tickets.Query(null, null, Tickets.Source.live, 10, null);
    house.tickets().assigned(ann, live);
    Subject first = subjects.ticket(ann, "HBR-1");
    Subject second = subjects.ticket(ann, "HBR-2");
    var ids = List.of(id(first), id(second));
    News.Position begun = news.begin(ann);
    house
        .db()
        .admin()
        .useHandle(h -> h.execute("update tickets set status = 'Done' where ticket_key = 'HBR-1'"));
    News.Happened copied = news.look(ann, begun, ids);
    Subject done = Objects.requireNonNull(first.after(copied));
    assertThat(done).isNotEqualTo(first);
    assertThat(second.after(copied)).isNull();
    assertThat(done.after(news.look(ann, copied.position(), ids))).isNull();
    house
        .db()
        .admin()
        .useHandle(
            h -> h.execute("update tickets set ticket_key = 'LGT-9' where ticket_key = 'HBR-1'"));
    Subject moved = Objects.requireNonNull(done.after(news.look(ann, copied.position(), ids)));
    assertThat(moved.names()).contains("LGT-9", id(first).toString()).doesNotContain("HBR-1");
  }

  private static UUID id(Subject ticket) {
    return Objects.requireNonNull(ticket.ticketId());
  }

  @Test
  void whoWritesNothingLooksAsWell() {
    var reading = new News(house.db().readOnly(), () -> new UUID(2, 2));
    News.Position begun = reading.begin(ann);
    String id = append(ann);
    assertThat(reading.look(ann, begun, List.of()).names()).containsExactlyInAnyOrder("user", id);
    reading.keep(ann);
    reading.end(ann);
    assertThat(house.rows("listeners")).isZero();
  }
}
