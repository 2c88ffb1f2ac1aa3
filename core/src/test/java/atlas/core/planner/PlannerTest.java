package atlas.core.planner;

import static atlas.core.TestHouse.refusal;
import static atlas.core.planner.Items.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import atlas.core.TestHouse;
import atlas.core.access.Users;
import atlas.core.focus.NextActions;
import atlas.core.memory.Recall;
import atlas.core.planner.Planner.Saved;
import atlas.core.planner.Planner.Type;
import atlas.model.CalendarEvent;
import atlas.model.Caller;
import atlas.model.Countdown;
import atlas.model.Hit;
import atlas.model.PersonalPriority;
import atlas.model.PersonalTask;
import atlas.model.Refusal;
import atlas.model.Space;
import atlas.model.SpaceName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private final TestHouse house = new TestHouse();
  private final Planner planner = house.planner();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  private Saved save(Type type, String json) {
    return planner.save(ann, item(type, json));
  }

  private PersonalTask task(int number) {
    return house
        .db()
        .database()
        .read(ann, tx -> tx.personalTasks().find(null, number).orElseThrow());
  }

  private CalendarEvent event(int number) {
    return house
        .db()
        .database()
        .write(ann, tx -> tx.calendarEvents().lock(null, number).orElseThrow());
  }

  private List<Space> spaces() {
    return house.db().database().read(ann, tx -> tx.spaces().all());
  }

  @Test
  void aNewUserHasBothSpaces() {
    Caller cleo = new Users(house.db().database()).ensure("cleo");
    List<Space> spaces = house.db().database().read(cleo, tx -> tx.spaces().all());
    assertThat(spaces).extracting(Space::name).containsExactly(SpaceName.personal, SpaceName.work);
    assertThat(house.rows("events where type = 'space.created'")).isEqualTo(2);
  }

  @Test
  void whoWasHereBeforeGetsThemWithTheFirstTask() {
    assertThat(spaces()).isEmpty();
    save(Type.task, "'title':'Buy oil'");
    save(Type.task, "'title':'Buy wicks'");
    assertThat(spaces()).hasSize(2);
  }

  @Test
  void aSpaceLooksAsThePersonWants() {
    assertThat(save(Type.space, "'space':'work','colour':'#FF8800','icon':'ship'"))
        .isEqualTo(new Saved(Type.space, "work", 2, List.of()));
    assertThat(spaces().get(1).colour()).isEqualTo("#ff8800");
    assertThat(save(Type.space, "'space':'work','icon':'ship'").version()).isEqualTo(2);
    assertThat(refusal(() -> save(Type.space, "'space':'work','colour':'red'")).sentence())
        .isEqualTo("A colour is like #1565c0.");
    assertThat(refusal(() -> save(Type.space, "'colour':'#ff8800'")).sentence())
        .isEqualTo("Say which space: personal or work.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "task | 'title':'Oil','minutes':5,'colour':'#ff8800' | A task has no colour, minutes; it",
        "event | 'title':'Oil','day':'2026-01-20','tags':['lamp'] | An event has no tags; it",
        "countdown | 'title':'Oil','day':'2026-01-20','space':'work' | A countdown has no space; it",
        "habit | 'title':'Oil','clear':['ticket_key'] | A habit has no ticket_key; it",
        "space | 'space':'work','title':'Harbour' | A space has no title; it",
      })
  void nothingThatWasSaidIsDropped(Type type, String json, String sentence) {
    Refusal refused = refusal(() -> save(type, json));
    assertThat(refused.sentence()).startsWith(sentence).contains("takes");
    assertThat(house.rows("personal_tasks")).isZero();
    assertThat(house.rows("habits")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "task | 'day':'2026-01-20' | day",
        "task | 'tags':['lamp'] | tags",
        "task | 'ticket_key':'HBR-1' | ticket_key",
        "event | 'day':'2026-01-20','time':'10:00' | time",
        "event | 'day':'2026-01-20','minutes':5 | minutes",
      })
  void whatIsSaidIsNotClearedToo(Type type, String json, String part) {
    String both = "'title':'Oil'," + json + ",'clear':['" + part + "']";
    assertThat(refusal(() -> save(type, both)).sentence())
        .isEqualTo("Say " + part + " or clear it, not both.");
  }

  @Test
  void aTaskHasAllThatWasSaidOfIt() {
    Saved saved =
        save(
            Type.task,
            "'title':' Buy  oil ','description':'For the lamp','space':'work','priority':'high',"
                + "'day':'2026-01-20','time':'7:05','remind_at':'2026-01-20T06:00:00Z',"
                + "'tags':['Lamp','lamp','Boat  house'],'ticket_key':'hbr-1'");
    assertThat(saved).isEqualTo(new Saved(Type.task, "U-1", 1, List.of()));
    PersonalTask task = task(1);
    assertThat(task.title()).isEqualTo("Buy oil");
    assertThat(task.priority()).isEqualTo(PersonalPriority.high);
    assertThat(task.due()).isEqualTo(LocalDate.of(2026, 1, 20));
    assertThat(task.dueTime()).isEqualTo("07:05");
    assertThat(task.tags()).containsExactly("lamp", "boat house");
    assertThat(task.ticketKey()).isEqualTo("HBR-1");
    assertThat(task.autoCreated()).isFalse();
    assertThat(task.spaceId()).isEqualTo(spaces().get(1).id());
  }

  @Test
  void whatNamesNoSpaceGoesWhereThePersonWants() {
    save(Type.task, "'title':'Swim'");
    assertThat(task(1).spaceId()).isEqualTo(spaces().get(0).id());
    house
        .db()
        .admin()
        .useHandle(handle -> handle.execute("update users set default_space = 'Work'"));
    save(Type.task, "'title':'Report'");
    assertThat(task(2).spaceId()).isEqualTo(spaces().get(1).id());
  }

  @Test
  void whatIsLeftOutStaysAndWhatIsClearedGoes() {
    save(
        Type.task,
        "'title':'Buy oil','description':'x','day':'2026-01-20','time':'07:05','tags':['lamp']");
    assertThat(save(Type.task, "'item':'u-1','title':'Buy more oil'").version()).isEqualTo(2);
    assertThat(task(1).dueTime()).isEqualTo("07:05");
    save(Type.task, "'item':'U-1','clear':['day','tags','description']");
    PersonalTask task = task(1);
    assertThat(task.title()).isEqualTo("Buy more oil");
    assertThat(task.due()).isNull();
    assertThat(task.dueTime()).as("without its day").isNull();
    assertThat(task.tags()).isEmpty();
    assertThat(task.description()).isNull();
    assertThat(save(Type.task, "'item':'U-1','title':'Buy more oil'").version()).isEqualTo(3);
    assertThat(house.rows("events where type like 'personal_task.%'")).isEqualTo(3);
  }

  @Test
  void aTaskThatIsDoneEarnsOnceHoweverOftenItIsDoneAgain() {
    save(Type.task, "'title':'Buy oil'");
    assertThat(save(Type.task, "'item':'U-1','done':true").effects())
        .anySatisfy(effect -> assertThat(effect).endsWith(" XP for U-1"));
    assertThat(task(1).completedAt()).isEqualTo(house.clock().instant());
    save(Type.task, "'item':'U-1','done':false");
    assertThat(task(1).open()).isTrue();
    assertThat(save(Type.task, "'item':'U-1','done':true").effects()).isEmpty();
    assertThat(house.rows("xp_ledger where category = 'personal'")).isEqualTo(1);
    assertThat(house.rows("events where type = 'personal_task.completed'")).isEqualTo(2);
  }

  @Test
  void aTaskThatIsMadeWhenItIsDoneIsANoteAndEarnsNothing() {
    assertThat(save(Type.task, "'title':'Bought oil','done':true").effects()).isEmpty();
    assertThat(task(1).completedAt()).isEqualTo(house.clock().instant());
    assertThat(save(Type.task, "'item':'U-1','done':true").effects()).isEmpty();
    assertThat(house.rows("xp_ledger")).isZero();
  }

  @Test
  void anEventIsOfDaysOrOfInstantsByThePersonsClock() {
    zone("America/New_York");
    save(Type.event, "'title':'Dentist','day':'2026-03-09','time':'9:30','minutes':45");
    assertThat(event(1).startsAt()).isEqualTo(Instant.parse("2026-03-09T13:30:00Z"));
    assertThat(event(1).endsAt()).isEqualTo(Instant.parse("2026-03-09T14:15:00Z"));
    // Before the clocks change, the same time of the day is another instant, and the length stays.
    save(Type.event, "'item':'V-1','day':'2026-03-06'");
    assertThat(event(1).startsAt()).isEqualTo(Instant.parse("2026-03-06T14:30:00Z"));
    assertThat(event(1).endsAt()).isEqualTo(Instant.parse("2026-03-06T15:15:00Z"));
    save(Type.event, "'item':'V-1','clear':['time']");
    assertThat(event(1).allDay()).isTrue();
    assertThat(event(1).firstDay()).isEqualTo(LocalDate.of(2026, 3, 6));
    save(Type.event, "'title':'Fair','day':'2026-05-01','last_day':'2026-05-03'");
    save(Type.event, "'item':'V-2','day':'2026-06-01'");
    assertThat(event(2).lastDay()).isEqualTo(LocalDate.of(2026, 6, 3));
  }

  @Test
  void aCountdownEndsWhenItIsSaidSo() {
    save(Type.countdown, "'title':'Launch','day':'2026-02-01','category':'life_event'");
    save(Type.countdown, "'item':'N-1','active':false");
    Countdown countdown =
        house.db().database().write(ann, tx -> tx.countdowns().lock(null, 1).orElseThrow());
    assertThat(countdown.category()).isEqualTo(Countdown.Category.life_event);
    assertThat(countdown.active()).isFalse();
  }

  @Test
  void aHabitIsMadeLoggedForAnEarlierDayAndRests() {
    assertThat(save(Type.habit, "'title':'Swim','category':'health','space':'personal'").item())
        .isEqualTo("H-1");
    assertThat(save(Type.habit, "'item':'H-1','done':true,'day':'2026-01-14'").effects())
        .first()
        .isEqualTo("H-1 Swim: 1 day in a row");
    assertThat(save(Type.habit, "'item':'H-1','done':true").effects())
        .first()
        .isEqualTo("H-1 Swim: 2 days in a row");
    assertThat(save(Type.habit, "'item':'H-1','done':true").effects())
        .containsExactly("H-1 was done on 2026-01-15 already");
    assertThat(save(Type.habit, "'item':'H-1','rest':true,'day':'2026-01-16'").effects())
        .hasSize(1);
    assertThat(refusal(() -> save(Type.habit, "'item':'H-1','done':false")).sentence())
        .isEqualTo("What was logged of a habit stays; say done or rest only if so.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task|'day':'2026-01-20'|A new task needs a title.",
        "task|'title':'  '|A task needs words.",
        "task|'title':'x','time':'9:30'|A time needs its day.",
        "task|'title':'x','day':'2026-01-20','time':'24:00'|A time is like 17:30.",
        "task|'title':'x','remind_at':'2026-01-15T09:00:00Z'|remind_at must be in the future.",
        "task|'item':'U-9','title':'x'|There is no personal task U-9 of yours.",
        "task|'title':'x','ticket_key':'no key'|"
            + "A Jira issue key looks like HBR-12; this is not one: no key",
        "event|'title':'x'|A new event needs title and day, and a time unless it is all day.",
        "event|'title':'x','day':'2026-01-20','minutes':5|"
            + "minutes need a time; without, it is a day.",
        "event|'title':'x','day':'2026-01-20','last_day':'2026-01-19'|"
            + "last_day must not be before day.",
        "event|'title':'x','day':'2026-01-20','event_type':'jira_deadline'|"
            + "Deadlines of Jira are in the calendar by themselves.",
        "countdown|'title':'x'|A new countdown needs title and day.",
        "countdown|'title':'x','day':'2026-02-01','category':'health'|"
            + "A countdown is of work, personal or life_event.",
        "habit|'title':'x','category':'life_event'|"
            + "A habit is of work, personal, health or learning.",
      })
  void whatIsRefusedChangesNothing(Type type, String json, String sentence) {
    long events = house.events(ann);
    assertThat(refusal(() -> save(type, json)).sentence()).isEqualTo(sentence);
    assertThat(house.events(ann)).isEqualTo(events);
  }

  @Test
  void whatIsRemovedIsHiddenAndComesBackAsItWas() {
    save(Type.task, "'title':'Buy oil','day':'2026-01-15'");
    save(Type.event, "'title':'Dentist','day':'2026-01-15'");
    save(Type.countdown, "'title':'Launch','day':'2026-02-01'");
    Agenda.Held before = house.agenda().get(ann, null, null, 10);
    for (String item : List.of("U-1", "V-1", "N-1")) house.removal().remove(ann, item);
    Agenda.Held without = house.agenda().get(ann, null, null, 10);
    assertThat(without.todos()).isEmpty();
    assertThat(without.entries()).isEmpty();
    assertThat(without.countdowns()).isEmpty();
    for (String item : List.of("U-1", "V-1", "N-1")) house.removal().restore(ann, item);
    assertThat(house.agenda().get(ann, null, null, 10)).isEqualTo(before);
  }

  @Test
  void aTaskIsFoundByItsWordsItsIdAndItsIssue() {
    save(Type.task, "'title':'Buy lamp oil','ticket_key':'HBR-1','tags':['harbour']");
    for (String query : List.of("lamp", "harbour", "u-1", "HBR-1")) {
      var found =
          house.recall().search(ann, new Recall.Query(query, null, null, null, null, 10, null));
      assertThat(found.hits()).extracting(Recall.Recalled::name).as(query).contains("U-1");
    }
    house.removal().remove(ann, "U-1");
    var without =
        house
            .recall()
            .search(
                ann, new Recall.Query("lamp", Hit.Kind.personal_task, null, null, null, 10, null));
    assertThat(without.hits()).isEmpty();
  }

  @Test
  void whatIsToBeDoneIsACandidateByItsPriorityAndDay() {
    save(Type.task, "'title':'Swim','priority':'low'");
    save(Type.task, "'title':'Taxes','priority':'critical','day':'2026-01-14'");
    save(Type.task, "'title':'Done','priority':'critical','done':true");
    var ranked = house.focus().next().get(ann, new NextActions.Query(null, 5)).ranked();
    assertThat(ranked)
        .extracting(one -> one.candidate().id(), one -> one.candidate().gap())
        .containsExactly(tuple("U-2", 5.0), tuple("U-1", 0.0));
  }

  @Test
  void nobodySeesOrChangesWhatAnotherPlans() {
    save(Type.task, "'title':'Buy oil','day':'2026-01-15'");
    Caller ben = house.ben();
    assertThat(house.agenda().get(ben, null, null, 10).todos()).isEmpty();
    Refusal no =
        refusal(() -> planner.save(ben, item(Type.task, "'item':'U-1','title':'Sell oil'")));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(task(1).title()).isEqualTo("Buy oil");
  }

  private void zone(String zone) {
    house.db().admin().useHandle(handle -> handle.execute("update users set time_zone = ?", zone));
  }
}
