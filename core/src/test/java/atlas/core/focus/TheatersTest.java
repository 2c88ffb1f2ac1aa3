package atlas.core.focus;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.core.TestHouse;
import atlas.core.access.Users;
import atlas.core.focus.Theaters.Save;
import atlas.core.focus.Theaters.Saved;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.TheaterState;
import atlas.model.TheaterStatus;
import atlas.storage.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TheatersTest {
  private final TestHouse house = new TestHouse();
  private final Theaters theaters = house.focus().theaters();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aNewUserHasTwoThatShareTheirEnergy() {
    Caller eve = new Users(house.db().database()).ensure("eve");
    assertThat(energies(eve)).isEqualTo("cs 50, ibm 50");
    assertThat(house.rows("events where type = 'theater.created'")).isEqualTo(2);
  }

  @Test
  void whoWasThereBeforeSeesTheSameAndGetsThemWithTheFirstChange() {
    assertThat(energies(ann)).isEqualTo("ibm 50, cs 50");
    assertThat(house.rows("theaters")).isZero();
    assertThat(refusal(() -> house.focus().overview().get(ann, "home", 0)).sentence())
        .startsWith("There is no theater home of yours");
    set("ibm", 50);
    assertThat(energies(ann)).isEqualTo("cs 50, ibm 50");
  }

  @Test
  void theOthersShareTheRestAndTheAnswerSaysSo() {
    Saved saved = set("IBM", 70);
    assertThat(saved.theater()).isEqualTo("ibm");
    assertThat(saved.energy()).isEqualTo(70);
    assertThat(saved.effects()).containsExactly("Energy of cs is 30 now, was 50");
    saved = set("home", 10);
    assertThat(saved.effects())
        .containsExactly(
            "home is a new theater, beside cs, ibm",
            "Energy of cs is 27 now, was 30",
            "Energy of ibm is 63 now, was 70");
    set("ibm", 100);
    assertThat(energies(ann)).isEqualTo("cs 0, home 0, ibm 100");
    set("ibm", 33);
    assertThat(energies(ann))
        .as("who had nothing shares equally")
        .isEqualTo("cs 34, home 33, ibm 33");
    long events = house.events(ann);
    assertThat(set("ibm", 33).effects()).isEmpty();
    assertThat(house.events(ann)).isEqualTo(events);
  }

  @Test
  void aNameIsALineHoweverItWasWritten() {
    assertThat(set("  quiet\nhours ", 0).theater()).isEqualTo("quiet hours");
    assertThat(set("quiet\thours", 10).theater()).isEqualTo("quiet hours");
    assertThat(house.rows("theaters")).isEqualTo(3);
  }

  @Test
  void whateverIsSetItIsAHundredTogether() {
    var random = new Random(20261122);
    for (int i = 0; i < 300; i++) {
      String name = "t" + random.nextInt(7);
      try {
        if (random.nextInt(12) == 0) house.removal().remove(ann, "theater:" + name);
        else if (random.nextInt(12) == 0) house.removal().restore(ann, "theater:" + name);
        else set(name, random.nextInt(101));
      } catch (Refusal no) {
        // The next one.
      }
      assertThat(sum(ann)).as("step %d", i).isEqualTo(100);
    }
    assertThat(house.rows("theaters where archived_at is not null")).isPositive();
  }

  @Test
  void manyAtOnceLeaveAHundredToo() {
    Threads.race(8, n -> set("t" + n % 3, 10 * n));
    assertThat(sum(ann)).isEqualTo(100);
    assertThat(house.rows("theaters where name in ('ibm', 'cs')")).isEqualTo(2);
  }

  @Test
  void theDatabaseItselfRefusesAnotherSum() {
    set("ibm", 60);
    assertThatThrownBy(
            () ->
                house
                    .db()
                    .server()
                    .useTransaction(
                        handle -> {
                          handle.execute(
                              "select set_config('atlas.user_id', ?, true)",
                              ann.userId().toString());
                          handle.execute("set local role atlas_app");
                          handle.execute("update theaters set energy = 61 where name = 'ibm'");
                        }))
        .rootCause()
        .hasMessageContaining("the energy of theaters is 100 together");
  }

  @Test
  void aNameIsOneTheatersWhateverItsCase() {
    set("ibm", 50);
    assertThat(theaters.save(ann, rename("cs", "Research")).theater()).isEqualTo("Research");
    assertThat(refusal(() -> theaters.save(ann, rename("ibm", "RESEARCH"))).sentence())
        .isEqualTo("There is another theater RESEARCH; take another name.");
    Refusal no = refusal(() -> theaters.save(ann, rename("cs", "x")));
    assertThat(no.sentence())
        .isEqualTo("There is no theater cs of yours, but ibm, Research; set_theater makes one.");
    assertThat(house.rows("events where type = 'theater.changed' and summary like '%another name'"))
        .isEqualTo(1);
  }

  @Test
  void statusFollowsFromWhatHappensUnlessItIsSaid() {
    assertThat(state("ibm").status()).isEqualTo(TheaterStatus.idle);
    set("ibm", 50);
    String action = action("ibm");
    assertThat(state("ibm").status()).isEqualTo(TheaterStatus.active);
    house.clock().advance(Duration.ofDays(3));
    assertThat(state("ibm").status()).isEqualTo(TheaterStatus.warm);
    house.clock().advance(Duration.ofDays(12));
    assertThat(state("ibm").status()).isEqualTo(TheaterStatus.idle);
    house.focus().actions().save(ann, ActionsTest.status(action, atlas.model.ActionStatus.blocked));
    assertThat(state("ibm").status()).isEqualTo(TheaterStatus.blocked);
    theaters.save(ann, new Save("ibm", null, TheaterStatus.warm, 40, null, false));
    assertThat(state("ibm").status()).isEqualTo(TheaterStatus.warm);
    assertThat(state("ibm").progress()).isEqualByComparingTo("40");
    assertThat(state("ibm").statusSaid()).isTrue();
    theaters.save(ann, new Save("ibm", null, null, null, null, true));
    assertThat(state("ibm").status()).isEqualTo(TheaterStatus.blocked);
    assertThat(state("ibm").progress()).isEqualByComparingTo("0");
    assertThat(
            refusal(
                    () ->
                        theaters.save(
                            ann, new Save("ibm", null, TheaterStatus.idle, null, null, true)))
                .kind())
        .isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void oneThatHasSomethingToDoStays() {
    set("ibm", 80);
    String action = action("cs");
    assertThat(refusal(() -> house.removal().remove(ann, "theater:cs")).sentence())
        .isEqualTo("It has open actions: A-1; finish them or move them to another theater first.");
    house.removal().remove(ann, action);
    assertThat(house.removal().remove(ann, "theater:CS").effects())
        .containsExactly("Energy of ibm is 100 now, was 80");
    assertThat(energies(ann)).isEqualTo("ibm 100");
    assertThat(refusal(() -> house.removal().remove(ann, "theater:ibm")).sentence())
        .isEqualTo("It is the only theater; rename it instead.");
    assertThat(refusal(() -> set("ibm", 90)).sentence())
        .startsWith("It is the only theater, so that it has all of the energy");
    assertThat(refusal(() -> house.removal().restore(ann, action)).sentence())
        .isEqualTo("A-1 belongs to theater cs, which was removed; restore theater:cs first.");
    assertThat(house.removal().restore(ann, "theater:cs").effects())
        .containsExactly("It has no energy; set_theater gives it some");
    house.removal().restore(ann, action);
    assertThat(energies(ann)).isEqualTo("cs 0, ibm 100");
  }

  @Test
  void whatOneDoesIsNotTheOthers() {
    set("ibm", 90);
    assertThat(energies(house.ben())).isEqualTo("ibm 50, cs 50");
    theaters.save(house.ben(), energy("ibm", 20));
    assertThat(energies(ann)).isEqualTo("cs 10, ibm 90");
    assertThat(refusal(() -> house.removal().remove(house.ben(), "theater:home")).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void aRepeatOfACallChangesNothing() {
    Caller once = TestHouse.once(ann, "k");
    Saved saved = theaters.save(once, energy("ibm", 70));
    set("ibm", 10);
    assertThat(theaters.save(once, energy("ibm", 70))).isEqualTo(saved);
    assertThat(energies(ann)).isEqualTo("cs 90, ibm 10");
  }

  private Saved set(String theater, int energy) {
    return theaters.save(ann, energy(theater, energy));
  }

  private static Save energy(String theater, @Nullable Integer energy) {
    return new Save(theater, null, null, null, energy, false);
  }

  private static Save rename(String theater, String to) {
    return new Save(theater, to, null, null, null, false);
  }

  private String action(String theater) {
    return house.focus().actions().save(ann, ActionsTest.action(theater, "Try it")).action();
  }

  private TheaterState state(String theater) {
    return house.focus().overview().get(ann, theater, 0).theaters().get(0);
  }

  private String energies(Caller caller) {
    return house.focus().overview().get(caller, null, 0).theaters().stream()
        .map(t -> t.name() + " " + t.energy())
        .collect(Collectors.joining(", "));
  }

  private int sum(Caller caller) {
    List<TheaterState> all =
        new ArrayList<>(house.focus().overview().get(caller, null, 0).theaters());
    return all.stream().mapToInt(TheaterState::energy).sum();
  }
}
