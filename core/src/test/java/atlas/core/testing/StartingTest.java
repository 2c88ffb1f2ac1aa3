package atlas.core.testing;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions.Action;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.core.testing.Sessions.Started;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Outcome;
import atlas.model.Prediction;
import atlas.model.Result;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered to whoever starts, and what they say of a session anew. */
class StartingTest {
  private final TestHouse house = new TestHouse();
  private final Sessions sessions = house.sessions();
  private final Caller ann = house.ann();

  @BeforeEach
  void someTickets() {
    house.jira().put("HBR-1").summary("The layout is broken").components("Billing");
    house
        .jira()
        .put("HBR-2")
        .summary("Pay an invoice by card")
        .description("Acceptance criteria:\n- The total is right\n- No card is charged twice");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aCharterIsOfferedFromWhatTheTicketSays() {
    Started first = start("HBR-1", null, null);
    assertThat(first.session().charter())
        .isEqualTo(
            "Explore \"The layout is broken\" with Billing to discover what breaks it and what goes"
                + " wrong in display");
    assertThat(first.session().charterOffered()).isTrue();
    assertThat(first.effects())
        .containsExactly(
            "The charter is an offer, since none was given: starting again with another puts that"
                + " in its place");
    assertThat(start("HBR-2", null, null).session().charter())
        .isEqualTo(
            "Explore \"Pay an invoice by card\" with its 2 acceptance criteria to discover whether"
                + " they hold and what goes wrong in payment and amounts");
    assertThat(sheet("S-1").markdown()).contains("**Charter (offered):** Explore \"The layout");
    assertThat(house.rows("events where summary like '% (offered)'")).isEqualTo(2);
  }

  @Test
  void thePersonsOwnCharterTakesThePlaceOfAnOfferAndOfNothingElse() {
    start("HBR-1", null, null);
    Started mine = start("HBR-1", "Explore printing", null);
    assertThat(mine.resumedExisting()).isTrue();
    assertThat(mine.session().charter()).isEqualTo("Explore printing");
    assertThat(mine.session().charterOffered()).isFalse();
    assertThat(mine.effects())
        .containsExactly(
            "The charter is the one that was given, no longer the one that was offered");
    Started other = start("HBR-1", "Explore saving", null);
    assertThat(other.session().charter()).isEqualTo("Explore printing");
    assertThat(other.effects()).containsExactly("S-1 keeps the charter that it was started with");
    assertThat(sheet("S-1").markdown()).contains("**Charter:** Explore printing\n");
    assertThat(house.rows("events where type = 'session.changed'")).isEqualTo(1);
  }

  @Test
  void theEnvironmentIsPairsThatLaterOnesTakeThePlaceOf() {
    Started first =
        start("HBR-1", "Explore", " build = 4.2 ;browser=Firefox 128\n\nOS=Windows 11;");
    assertThat(first.session().environment())
        .containsExactly("build=4.2", "browser=Firefox 128", "OS=Windows 11");
    Started again = start("HBR-1", null, "Browser=Chrome 140; network=3G");
    assertThat(again.session().environment())
        .containsExactly("build=4.2", "Browser=Chrome 140", "OS=Windows 11", "network=3G");
    var changed = sessions.update(ann, null, Action.environment, "url=https://a.example/?x=1");
    assertThat(changed.session().environment()).hasSize(5).contains("url=https://a.example/?x=1");
    assertThat(sheet("S-1").environment()).isEqualTo(changed.session().environment());
    assertThat(sheet("S-1").markdown())
        .contains("| Environment | build=4.2; Browser=Chrome 140; OS=Windows 11; network=3G; url=");
    assertThat(house.rows("events where type = 'session.changed'")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Firefox", "=4.2", "build=", "build=4.2; Firefox"})
  void whatIsNoPairIsRefused(String text) {
    assertThat(refusal(() -> start("HBR-1", "Explore", text)).sentence())
        .startsWith("The environment is pairs of name=value with ; in between");
    assertThat(house.rows("sessions")).isZero();
  }

  @Test
  void anEnvironmentHasTwentyPairsAtMost() {
    String many =
        IntStream.range(0, 21).mapToObj(i -> "n" + i + "=v").collect(Collectors.joining(";"));
    assertThat(refusal(() -> start("HBR-1", "Explore", many)).sentence())
        .isEqualTo("An environment has at most 20 pairs of name=value.");
    assertThat(refusal(() -> sessions.update(ann, null, Action.environment, " ")).sentence())
        .startsWith("The environment needs text");
  }

  @Test
  void aTimeBoxThatIsSaidAnewHolds() {
    sessions.start(ann, new Start("HBR-1", "Explore", 30, false));
    Started longer = sessions.start(ann, new Start("HBR-1", null, 90, false));
    assertThat(longer.session().timeboxMinutes()).isEqualTo(90);
    assertThat(longer.effects()).containsExactly("The time box is 90 min");
  }

  @Test
  void whatWasPredictedForAnAbandonedSessionIsThePlanOfTheNext() {
    predict("HBR-1");
    assertThat(sessions.start(ann, new Start("HBR-1", "Explore", null, true)).planned()).hasSize(3);
    log("Try", null);
    sessions.update(ann, null, Action.abandon, "Wrong build");
    assertThat(house.rows("predictions where settled_at is not null")).isZero();
    Started next = sessions.start(ann, new Start("HBR-1", "Explore", null, true));
    assertThat(next.planned()).extracting(Prediction::number).containsExactly(1, 2, 3);
    assertThat(next.effects())
        .containsExactly(
            "S-1 on HBR-1 was abandoned (Wrong build); its scenario is kept on its sheet.",
            "3 predictions will be settled when S-2 ends");
    end();
    assertThat(house.rows("predictions where settled_at is not null")).isEqualTo(3);
    // A session that was completed keeps its own.
    assertThat(sessions.start(ann, new Start("HBR-1", "Explore", null, true)).planned()).isEmpty();
  }

  @Test
  void aPredictionThatIsTriedIsTheSessionsUnlessItIsOfSomethingElse() {
    predict("HBR-1");
    predict("HBR-2");
    start("HBR-1", "Explore", null);
    assertThat(log("Try", "P-1").effects())
        .containsExactly("P-1 is tried; it is settled when the session ends");
    assertThat(log("Try more", "P-4").effects())
        .containsExactly("P-4 was predicted for something else, and is not settled by S-1");
    assertThat(sheet("S-1").scenarios())
        .extracting(Sheet.Line::prediction)
        .containsExactly("P-1", null);
    end();
    assertThat(house.rows("predictions where settled_at is not null and number <= 3")).isEqualTo(3);
    assertThat(house.rows("predictions where settled_at is not null")).isEqualTo(3);
  }

  private void predict(String key) {
    house
        .predictions()
        .predict(ann, new Predictions.Ask(key.toLowerCase(Locale.ROOT), null, null, null, null, 3));
  }

  private Started start(String key, @Nullable String charter, @Nullable String environment) {
    return sessions.start(ann, new Start(key, charter, null, false, environment));
  }

  private Sessions.Logged log(String scenario, @Nullable String prediction) {
    return sessions.log(
        ann, new Log(null, scenario, Result.passed, Activity.test, null, 5, prediction, null));
  }

  private Sheet sheet(String session) {
    return house.sheets().get(ann, session);
  }

  private void end() {
    sessions.end(ann, new Sessions.End(null, Outcome.passed, null, null, null, null));
  }
}
