package atlas.core.focus;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.focus.Actions.Save;
import atlas.core.focus.Actions.Saved;
import atlas.model.ActionStatus;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Threads;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionsTest {
  private final TestHouse house = new TestHouse();
  private final Actions actions = house.focus().actions();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void anActionIsMadeChangedAndToldInTheLog() {
    Saved saved = actions.save(ann, action("ibm", " Write the plan "));
    assertThat(saved).isEqualTo(new Saved("A-1", ActionStatus.open, "ibm", false, 1, List.of()));
    saved = actions.save(ann, gap("A-1", 4, LocalDate.of(2026, 3, 1)));
    assertThat(saved.version()).isEqualTo(2);
    assertThat(house.rows("actions where title = 'Write the plan' and gap = 4 and minutes = 90"))
        .isEqualTo(1);
    long events = house.events(ann);
    assertThat(actions.save(ann, gap("a-1", 4, LocalDate.of(2026, 3, 1))).version()).isEqualTo(2);
    assertThat(house.events(ann)).as("nothing changed").isEqualTo(events);
    actions.save(ann, status("A-1", ActionStatus.done));
    assertThat(
            house.rows("events where type = 'action.changed' and summary = 'Action A-1 is done'"))
        .isEqualTo(1);
    assertThat(house.rows("actions where finished_at is not null")).isEqualTo(1);
    actions.save(ann, status("A-1", ActionStatus.open));
    assertThat(house.rows("actions where finished_at is null")).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsRefusedNamingWhatIs() {
    assertThat(refusal(() -> actions.save(ann, action("home", "Paint"))).sentence())
        .isEqualTo("There is no theater home of yours, but cs, ibm; set_theater makes one.");
    assertThat(refusal(() -> actions.save(ann, status("A-9", ActionStatus.done))).sentence())
        .isEqualTo("There is no action A-9 of yours.");
    assertThat(refusal(() -> actions.save(ann, action("ibm", "  "))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    actions.save(ann, action("ibm", "Mine"));
    assertThat(refusal(() -> actions.save(house.ben(), status("A-1", ActionStatus.done))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(house.rows("actions")).isEqualTo(1);
  }

  @Test
  void oneIsSelectedInATheaterAndAnotherTakesItsPlace() {
    actions.save(ann, action("ibm", "One"));
    actions.save(ann, action("ibm", "Two"));
    actions.save(ann, action("cs", "Three"));
    assertThat(actions.save(ann, select("A-1", true, null)).selected()).isTrue();
    assertThat(actions.save(ann, select("A-3", true, null)).effects())
        .as("another theater")
        .isEmpty();
    assertThat(actions.save(ann, select("A-2", true, null)).effects())
        .containsExactly("A-1 is not selected any more");
    assertThat(house.rows("actions where selected")).isEqualTo(2);
    assertThat(actions.save(ann, select("A-2", false, null)).effects())
        .containsExactly("Nothing is selected in ibm");
    // What is selected and moves to another theater takes that place.
    actions.save(ann, select("A-1", true, null));
    assertThat(actions.save(ann, move("A-1", "cs")).effects())
        .containsExactly("A-3 is not selected any more");
    assertThat(house.rows("actions where selected")).isEqualTo(1);
  }

  @Test
  void whatIsPinnedKeepsItsPlaceUntilItIsUnpinnedOrDone() {
    actions.save(ann, action("ibm", "One"));
    actions.save(ann, action("ibm", "Two"));
    assertThat(actions.save(ann, select("A-1", null, true)).selected()).isTrue();
    assertThat(refusal(() -> actions.save(ann, select("A-2", true, null))).sentence())
        .isEqualTo("A-1 is pinned there; save_focus_item with pin false lets another be selected.");
    assertThat(house.rows("actions where selected and pinned and number = 1")).isEqualTo(1);
    actions.save(ann, status("A-1", ActionStatus.done));
    assertThat(house.rows("actions where selected or pinned")).isZero();
    actions.save(ann, select("A-2", true, null));
    assertThat(refusal(() -> actions.save(ann, select("A-1", true, null))).sentence())
        .isEqualTo("What is done can't be selected; make it open first.");
    assertThat(refusal(() -> actions.save(ann, select("A-2", false, true))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void ofManyThatAreSelectedAtOnceOneIsCurrent() {
    for (int i = 0; i < 6; i++) actions.save(ann, action("ibm", "Do " + i));
    Threads.race(6, n -> actions.save(ann, select("A-" + (n + 1), true, null)));
    assertThat(house.rows("actions where selected")).isEqualTo(1);
  }

  @Test
  void whatIsRemovedIsNotSelectedAnyMoreAndComesBackWithoutThat() {
    actions.save(ann, action("ibm", "One"));
    actions.save(ann, action("ibm", "Two"));
    actions.save(ann, select("A-1", null, true));
    house.removal().remove(ann, "A-1");
    actions.save(ann, select("A-2", true, null));
    house.removal().restore(ann, "A-1");
    assertThat(house.rows("actions where selected and number = 2")).isEqualTo(1);
    assertThat(house.rows("actions where archived_at is null")).isEqualTo(2);
  }

  @Test
  void whatItHasCanBeTakenAway() {
    NextActionsTest.task(house, ann, "Mend", null);
    actions.save(ann, links("ibm", "HBR-1", "T-1", null));
    actions.save(ann, gap("A-1", 2, LocalDate.of(2026, 3, 1)));
    var both = List.of(Actions.Part.due, Actions.Part.task);
    assertThat(actions.save(ann, clear("A-1", both)).version()).isEqualTo(3);
    assertThat(
            house.rows(
                "actions where due is null and task_id is null and minutes = 90 and gap = 2"
                    + " and ticket_key = 'HBR-1'"))
        .isEqualTo(1);
    assertThat(actions.save(ann, clear("A-1", both)).version()).as("gone already").isEqualTo(3);
    actions.save(ann, clear("A-1", List.of(Actions.Part.values())));
    assertThat(house.rows("actions where coalesce(description, ticket_key) is null")).isEqualTo(1);
  }

  @Test
  void itNamesATaskADecisionAndAnIssueOfTheUsers() {
    NextActionsTest.task(house, ann, "Mend", null);
    actions.save(ann, links("ibm", "hbr-1", "T-1", null));
    assertThat(house.rows("actions where ticket_key = 'HBR-1' and task_id is not null"))
        .isEqualTo(1);
    assertThat(house.rows("events where type = 'action.created' and ticket_key = 'HBR-1'"))
        .isEqualTo(1);
    assertThat(refusal(() -> actions.save(house.ben(), links("ibm", null, "T-1", null))).sentence())
        .isEqualTo("There is no task T-1 of yours.");
    assertThat(refusal(() -> actions.save(ann, links("ibm", null, null, "D-1"))).sentence())
        .isEqualTo("There is no decision D-1 of yours.");
  }

  static Save action(String theater, String title) {
    return new Save(
        null, theater, title, null, null, null, null, null, null, null, null, null, null, null,
        null);
  }

  static Save gap(String action, int gap, @Nullable LocalDate due) {
    return new Save(
        action, null, null, null, null, gap, null, due, 90, null, null, null, null, null, null);
  }

  static Save status(String action, ActionStatus status) {
    return new Save(
        action, null, null, null, status, null, null, null, null, null, null, null, null, null,
        null);
  }

  static Save select(String action, @Nullable Boolean select, @Nullable Boolean pin) {
    return new Save(
        action, null, null, null, null, null, null, null, null, select, pin, null, null, null,
        null);
  }

  static Save move(String action, String theater) {
    return new Save(
        action, theater, null, null, null, null, null, null, null, null, null, null, null, null,
        null);
  }

  static Save links(
      String theater, @Nullable String ticket, @Nullable String task, @Nullable String decision) {
    return new Save(
        null,
        theater,
        "See to it",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        ticket,
        task,
        decision,
        null);
  }

  private static Save clear(String action, List<Actions.Part> parts) {
    return new Save(
        action, null, null, null, null, null, null, null, null, null, null, null, null, null,
        parts);
  }
}
