package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Checkpoints.Save;
import atlas.core.memory.Decisions.Choice;
import atlas.core.memory.Timeline.Page;
import atlas.core.memory.Timeline.Query;
import atlas.core.prediction.Predictions.Ask;
import atlas.core.prediction.Predictions.Rating;
import atlas.core.testing.Sessions.Action;
import atlas.core.testing.Sessions.End;
import atlas.core.testing.Sessions.Log;
import atlas.core.testing.Sessions.Start;
import atlas.core.tickets.Tickets;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Feedback;
import atlas.model.Outcome;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.TimelineEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimelineTest {
  private final TestHouse house = new TestHouse();
  private final Timeline timeline = house.timeline();
  private final Caller ann =
      new Caller(house.ann().userId(), "claude-code", house.ann().scopes(), house.ann().call());
  private final Instant begun = house.clock().instant();

  @BeforeAll
  void theMainJob() {
    house.jira().put("HBR-1").type("Bug");
    house.tickets().assigned(ann, new Tickets.Query(null, null, Tickets.Source.auto, 20, null));
    pass();
    house.predictions().predict(ann, new Ask("HBR-1", null, null, null, null, 2));
    pass();
    var sessions = house.sessions();
    sessions.start(ann, new Start("HBR-1", "Explore", 60, true));
    pass();
    sessions.log(ann, new Log(null, "Try", Result.failed, Activity.test, null, 5, "P-1", "HBR-9"));
    sessions.update(ann, null, Action.pause, null);
    pass();
    sessions.update(ann, null, Action.resume, null);
    sessions.update(ann, null, Action.note, "Slow");
    house.predictions().rate(ann, new Rating("P-2", Feedback.rejected, 2, null, null));
    sessions.end(ann, new End(null, Outcome.failed, null, null, null, null));
    pass();
    house.checkpoints().create(ann, new Save("Monday", "Done", "Rest", null, null, null));
    house
        .decisions()
        .record(
            ann,
            new Choice(
                null,
                "Colour",
                List.of("red", "blue"),
                "red",
                "It is",
                null,
                null,
                null,
                null,
                null));
    house
        .checkpoints()
        .create(house.ben(), new Save("Secret", "Done", "Rest", null, "Secrets", null));
  }

  @AfterAll
  void close() {
    house.close();
  }

  private void pass() {
    house.clock().advance(Duration.ofMinutes(5));
  }

  @Test
  void everyStepOfTheMainJobIsThereInItsOrder() {
    List<TimelineEntry> events = new ArrayList<>(get(all(50, null)).events());
    Collections.reverse(events);
    assertThat(events)
        .extracting(TimelineEntry::type)
        .containsExactly(
            "tickets.synced",
            "predictions.made",
            "session.started",
            "scenario.logged",
            "session.paused",
            "session.resumed",
            "session.noted",
            "prediction.rated",
            "session.ended",
            "predictions.settled",
            "project.created",
            "checkpoint.created",
            "decision.recorded",
            "evidence.added");
    assertThat(events).extracting(TimelineEntry::actor).containsOnly("claude-code");
    assertThat(events)
        .extracting(TimelineEntry::summary)
        .contains(
            "1 ticket fetched from Jira: 1 new, 0 changed, 0 no longer active",
            "Session S-1 on HBR-1 started: Explore",
            "S-1.1 failed: Try (HBR-9)",
            "Session S-1 resumed after 300 s",
            "Prediction P-2 rejected, 2 of 5",
            "Session S-1 on HBR-1 ended: failed, 1 scenario, 1 bug, 5 min",
            "2 predictions settled: 1 tried, 1 found a bug",
            "Checkpoint C-1: Monday",
            "Decision D-1: Colour: red");
  }

  @Test
  void pagesHaveNeitherGapsNorRepeatsOverEventsOfOneInstant() {
    List<TimelineEntry> whole = get(all(50, null)).events();
    for (int size : new int[] {1, 2, 5, 13}) {
      var paged = new ArrayList<TimelineEntry>();
      String cursor = null;
      do {
        Page page = get(all(size, cursor));
        paged.addAll(page.events());
        assertThat(page.omitted()).isEqualTo(whole.size() - paged.size());
        cursor = page.nextCursor();
      } while (cursor != null);
      assertThat(paged)
          .extracting(TimelineEntry::seq)
          .isEqualTo(whole.stream().map(TimelineEntry::seq).toList());
    }
  }

  @Test
  void itCanBeNarrowed() {
    assertThat(types(new Query("house", null, null, null, null, null, null, 50, null)))
        .containsExactly("decision.recorded", "checkpoint.created", "project.created");
    assertThat(types(new Query(null, null, "hbr-1", null, null, null, null, 50, null)))
        .hasSize(9)
        .doesNotContain("tickets.synced");
    assertThat(types(new Query(null, null, null, "S-1", null, null, null, 50, null)))
        .hasSize(7)
        .doesNotContain("predictions.made", "prediction.rated");
    assertThat(types(new Query(null, null, null, null, "scenario.logged", null, null, 50, null)))
        .containsExactly("scenario.logged");
    Instant since = begun.plus(Duration.ofMinutes(25));
    assertThat(types(new Query(null, null, null, null, null, null, since, 50, null)))
        .containsExactly(
            "evidence.added", "decision.recorded", "checkpoint.created", "project.created");
    assertThat(types(new Query(null, null, "HBR-1", "S-1", "session.noted", null, begun, 50, null)))
        .containsExactly("session.noted");
    assertThat(types(new Query(null, null, "HBR-2", null, null, null, null, 50, null))).isEmpty();
  }

  @Test
  void aTypeThatNoEventHasBringsTheNearestThatThereAre() {
    assertThat(get(ofType("session.end")).note())
        .isEqualTo(
            "No event has the type session.end; there are session.ended, session.noted,"
                + " session.paused, session.resumed, session.started.");
    assertThat(get(ofType("scenarios")).note())
        .isEqualTo("No event has the type scenarios; there are scenario.logged.");
    assertThat(get(ofType("colour")).note())
        .startsWith(
            "No event has the type colour; there are checkpoint.created, decision.recorded,")
        .endsWith("tickets.synced.");
    assertThat(get(ofType("session.ended")).note()).isNull();
    assertThat(
            get(new Query(null, null, "HBR-2", null, "session.ended", null, null, 5, null)).note())
        .isNull();
    assertThat(timeline.get(house.ben(), ofType("session.ended")).note())
        .isEqualTo(
            "No event has the type session.ended; there are checkpoint.created, project.created.");
  }

  private static Query ofType(String type) {
    return new Query(null, null, null, null, type, null, null, 5, null);
  }

  @Test
  void whatIsNotThereOrAnothersIsRefused() {
    for (Query query :
        List.of(
            new Query("Secrets", null, null, null, null, null, null, 5, null),
            new Query(null, null, null, "S-7", null, null, null, 5, null))) {
      assertThat(refusal(() -> get(query)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    }
    assertThat(house.rows("projects where name = 'S-7'")).isZero();
    for (String cursor : List.of("garbage", "", "eB95", "MjAyNi0wMS0xNVQwOTowMDowMFofeA")) {
      assertThat(refusal(() -> get(all(5, cursor))).sentence())
          .startsWith("That cursor is not one of this list's");
    }
    assertThat(
            refusal(() -> get(new Query(null, null, "x", null, null, null, null, 5, null))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
  }

  private List<String> types(Query query) {
    return get(query).events().stream().map(TimelineEntry::type).toList();
  }

  private Page get(Query query) {
    return timeline.get(ann, query);
  }

  private static Query all(int limit, @Nullable String cursor) {
    return new Query(null, null, null, null, null, null, null, limit, cursor);
  }
}
