package atlas.core.planner;

import static atlas.core.TestHouse.refusal;
import static atlas.core.planner.Items.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.core.planner.Planner.Type;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;
import atlas.model.CalendarEntry;
import atlas.model.CalendarEventType;
import atlas.model.Caller;
import atlas.model.CountdownDay;
import atlas.model.HabitState;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Reminder;
import atlas.model.Todo;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 15);

  private final TestHouse house = new TestHouse();
  private final Agenda agenda = house.agenda();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  private void save(Type type, String json) {
    Planner.Saved unused = house.planner().save(ann, item(type, json));
  }

  private Agenda.Held today() {
    return agenda.get(ann, null, null, 50);
  }

  private void set(String column, String value) {
    house
        .db()
        .admin()
        .useHandle(handle -> handle.execute("update users set " + column + " = '" + value + "'"));
  }

  @Test
  void todayHasWhatIsLateWhatIsDueAndThenWhatHasNoDay() {
    save(Type.task, "'title':'Someday'");
    save(Type.task, "'title':'Now or never','priority':'critical'");
    save(Type.task, "'title':'Evening','day':'2026-01-15','time':'18:00'");
    save(Type.task, "'title':'Morning','day':'2026-01-15','time':'08:00'");
    save(Type.task, "'title':'Late','day':'2026-01-10'");
    save(Type.task, "'title':'Tomorrow','day':'2026-01-16'");
    save(Type.task, "'title':'Done','day':'2026-01-15','done':true");
    assertThat(today().todos())
        .extracting(Todo::title)
        .containsExactly("Late", "Morning", "Evening", "Now or never", "Someday");
    assertThat(agenda.get(ann, TODAY.plusDays(1), null, 50).todos())
        .extracting(Todo::title)
        .containsExactly("Tomorrow");
    assertThat(agenda.get(ann, TODAY.minusDays(5), TODAY.minusDays(1), 50).todos())
        .extracting(Todo::title)
        .containsExactly("Late");
  }

  @Test
  void sessionsAndDeadlinesOfJiraAppearByThemselves() {
    house.jira().put("HBR-1").summary("Lanterns flicker").due("2026-01-15");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    house.sessions().start(ann, new Sessions.Start("HBR-1", "Explore", null, false));
    house.clock().advance(Duration.ofMinutes(30));
    house
        .sessions()
        .end(ann, new Sessions.End(null, Outcome.passed, null, null, null, null, false, false));
    save(Type.event, "'title':'Dentist','day':'2026-01-15','time':'08:00'");
    save(Type.event, "'title':'Fair','day':'2026-01-14','last_day':'2026-01-16'");
    save(Type.event, "'title':'Next week','day':'2026-01-22'");
    assertThat(today().entries())
        .extracting(CalendarEntry::item, CalendarEntry::type, CalendarEntry::done)
        .containsExactly(
            tuple("V-2", CalendarEventType.custom, false),
            tuple("HBR-1", CalendarEventType.jira_deadline, false),
            tuple("V-1", CalendarEventType.custom, false),
            tuple("S-1", CalendarEventType.testing_session, true));
    assertThat(house.rows("calendar_events")).as("views, no copies").isEqualTo(3);
  }

  @Test
  void theEndOfASessionSaysWhereItIsInTheCalendar() {
    house.jira().put("HBR-1");
    new Profiles(house.db().database())
        .update(
            ann,
            new Profiles.Change(
                null, null, null, null, "America/New_York", null, null, null, null, null, null));
    assertThat(session(Duration.ofMinutes(45))).contains("In your calendar: 04:00–04:45");
    assertThat(session(Duration.ofHours(20)))
        .contains("In your calendar: 2026-01-15 04:45–2026-01-16 00:45");
  }

  private List<String> session(Duration length) {
    var sessions = house.sessions(Agenda.ending());
    sessions.start(ann, new Sessions.Start("HBR-1", "Explore", null, false));
    house.clock().advance(length);
    var end = new Sessions.End(null, Outcome.passed, null, null, null, null, false, false);
    return sessions.end(ann, end).effects();
  }

  @Test
  void whatIsDueLaterIsCountedDownToByItself() {
    house.jira().put("HBR-1").summary("Lanterns flicker").due("2026-01-20");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    save(Type.task, "'title':'Taxes','day':'2026-01-18','space':'work'");
    save(Type.task, "'title':'Today','day':'2026-01-15'");
    save(Type.countdown, "'title':'Launch','day':'2026-01-15','category':'life_event'");
    assertThat(today().countdowns())
        .extracting(CountdownDay::item)
        .containsExactly("N-1", "U-1", "HBR-1");
    CountdownDay taxes = today().countdowns().get(1);
    assertThat(taxes.autoCreated()).isTrue();
    assertThat(taxes.colour()).as("of its space").isEqualTo("#1565c0");
    save(Type.task, "'item':'U-1','done':true");
    house.clock().advance(Duration.ofDays(1));
    assertThat(today().countdowns()).extracting(CountdownDay::item).containsExactly("HBR-1");
  }

  @Test
  void aDayBeginsAndEndsByThePersonsClock() {
    set("time_zone", "Asia/Tokyo");
    set("day_start", "04:00");
    // In Tokyo it is 03:30 of the 16th, which belongs to the 15th.
    house.clock().advance(Duration.ofHours(9).plusMinutes(30));
    assertThat(today().today()).isEqualTo(TODAY);
    save(Type.event, "'title':'Early','day':'2026-01-16','time':'03:59'");
    save(Type.event, "'title':'Breakfast','day':'2026-01-16','time':'04:00'");
    assertThat(today().entries()).extracting(CalendarEntry::title).containsExactly("Early");
    house.clock().advance(Duration.ofMinutes(30));
    assertThat(today().today()).isEqualTo(TODAY.plusDays(1));
    assertThat(today().entries()).extracting(CalendarEntry::title).containsExactly("Breakfast");
  }

  @Test
  void theDayOnWhichClocksChangeHasAllOfIt() {
    set("time_zone", "Europe/Oslo");
    save(Type.event, "'title':'First','day':'2026-03-29','time':'00:10'");
    save(Type.event, "'title':'Gap','day':'2026-03-29','time':'02:30'");
    save(Type.event, "'title':'Last','day':'2026-03-29','time':'23:50'");
    save(Type.event, "'title':'After','day':'2026-03-30','time':'00:00'");
    LocalDate day = LocalDate.of(2026, 3, 29);
    assertThat(agenda.get(ann, day, day, 50).entries())
        .extracting(CalendarEntry::title)
        .containsExactly("First", "Gap", "Last");
  }

  @Test
  void aReminderIsThereUntilItsTaskIsDone() {
    save(Type.task, "'title':'Call Bo','remind_at':'2026-01-15T12:00:00Z'");
    save(
        Type.event,
        "'title':'Dentist','day':'2026-01-16','time':'09:00','remind_at':'2026-01-15T20:00:00Z'");
    assertThat(today().reminders()).extracting(Reminder::item).containsExactly("U-1", "V-1");
    house.clock().advance(Duration.ofDays(1));
    assertThat(today().reminders()).extracting(Reminder::item).containsExactly("U-1");
    save(Type.task, "'item':'U-1','done':true");
    assertThat(today().reminders()).isEmpty();
  }

  @Test
  void moreThanWasAskedForIsCounted() {
    for (int i = 0; i < 4; i++) {
      save(Type.task, "'title':'Task " + i + "'");
      save(Type.event, "'title':'Event " + i + "','day':'2026-01-15'");
    }
    Agenda.Held held = agenda.get(ann, null, null, 3);
    assertThat(held.todos()).hasSize(3);
    assertThat(held.omitted()).containsExactly("1 task", "1 event");
    assertThat(today().omitted()).isEmpty();
  }

  @Test
  void habitsStandAsTheyDoToday() {
    save(Type.habit, "'title':'Swim'");
    save(Type.habit, "'item':'H-1','done':true");
    assertThat(today().habits()).extracting(HabitState::doneToday).containsExactly(true);
    house.clock().advance(Duration.ofDays(1));
    assertThat(today().habits()).extracting(HabitState::doneToday).containsExactly(false);
  }

  @Test
  void daysAreOfAMonthAtMostAndInTheirOrder() {
    assertThat(refusal(() -> agenda.get(ann, TODAY, TODAY.plusDays(31), 5)).sentence())
        .isEqualTo("An agenda is of 31 days at most.");
    assertThat(refusal(() -> agenda.get(ann, TODAY, TODAY.minusDays(1), 5)).sentence())
        .isEqualTo("from must not be after to.");
    for (LocalDate never : List.of(LocalDate.MAX, LocalDate.MIN, LocalDate.of(2200, 1, 1))) {
      assertThat(refusal(() -> agenda.get(ann, never, null, 5)).sentence())
          .isEqualTo("An agenda is of a day from 1900 to 2199.");
      assertThat(refusal(() -> agenda.calendar(ann, never)).kind()).isEqualTo(Refusal.Kind.INVALID);
    }
    assertThat(agenda.get(ann, TODAY, TODAY.plusDays(30), 5).to())
        .isEqualTo(LocalDate.of(2026, 2, 14));
  }

  @Test
  void theExportHasWhatIsThereFromADayOn() {
    house.jira().put("HBR-1").summary("Lanterns; flicker, always").due("2026-01-20");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    save(Type.event, "'title':'Long ago','day':'2025-01-01'");
    save(
        Type.task,
        "'title':'Taxes','day':'2026-01-18','time':'10:00','remind_at':'2026-01-17T10:00:00Z'");
    String text = agenda.calendar(ann, TODAY).text();
    assertThat(text)
        .contains("SUMMARY:HBR-1: Lanterns\\; flicker\\, always\r\n")
        .contains("DTSTART;VALUE=DATE:20260120\r\nDTEND;VALUE=DATE:20260121\r\n")
        .contains("DTSTART:20260118T100000Z\r\n")
        .contains("TRIGGER;VALUE=DATE-TIME:20260117T100000Z\r\n")
        .doesNotContain("Long ago");
    assertThat(agenda.calendar(ann, null).text()).contains("Long ago");
    assertThat(agenda.calendar(ann, TODAY).text()).as("the same again").isEqualTo(text);
  }

  @Test
  void theExportLeavesOutDeadlinesOfOtherProjects() {
    house.jira().put("HBR-1").due("2026-01-20");
    house.jira().put("LGT-1").due("2026-01-20");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.live, 50, null));
    save(Type.task, "'title':'Ask','day':'2026-01-18','ticket_key':'LGT-1'");
    assertThat(agenda.calendar(ann, TODAY).text()).contains("SUMMARY:HBR-1:", "SUMMARY:LGT-1:");
    var within = house.jira().jira().within(List.of("HBR"));
    var limited = new Agenda(house.db().database(), user -> Optional.of(within));
    assertThat(limited.calendar(ann, TODAY).text())
        .contains("SUMMARY:HBR-1:", "SUMMARY:Ask")
        .doesNotContain("SUMMARY:LGT-1:");
  }
}
