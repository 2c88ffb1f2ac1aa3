package atlas.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Imports.File;
import atlas.core.memory.Imports.Kind;
import atlas.core.memory.Imports.Line;
import atlas.core.memory.Imports.Report;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Criterion;
import atlas.model.DecisionStatus;
import atlas.model.TaskPriority;
import atlas.model.TaskStatus;
import atlas.model.Ticket;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportsTest {
  private static final String ID = "5f0c6a1e-0000-4000-8000-00000000000";

  private final TestHouse house = new TestHouse();
  private final Imports imports =
      new Imports(house.db().database(), house.projects(), TicketKeys.DEFAULT);
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void agentSessionsBecomeCheckpointsOfTheirTime() {
    house.checkpoints().create(ann, new Checkpoints.Save("Today", "Now", "On", null, null, null));
    Report report =
        run(
            Kind.agent_sessions,
            """
            {"id":"%s2","project_id":"x","user_id":"y","snapshot":{"next_steps":["Test it","Ship it"],\
            "n":1.50},"summary":"Second day\\nand more","created_at":"2025-05-02 10:00:00.123456+00",\
            "updated_at":null}
            {"id":"%s1","summary":"First day","created_at":"2025-05-01T10:00:00Z"}

            {"id":"%s3","snapshot":{"a":"b"},"created_at":"2025-05-03T12:00:00+02:00"}
            """
                .formatted(ID, ID, ID));
    assertThat(report).isEqualTo(new Report(List.of("C-2", "C-3", "C-4"), List.of(), List.of()));
    var first = house.checkpoints().get(ann, "C-2");
    assertThat(first.checkpoint().label()).isEqualTo("First day");
    assertThat(first.checkpoint().id()).hasToString(ID + "1");
    assertThat(first.project()).isEqualTo("house");
    var second = house.checkpoints().get(ann, "C-3").checkpoint();
    assertThat(second.createdAt()).isEqualTo(Instant.parse("2025-05-02T10:00:00.123456Z"));
    assertThat(second.label()).isEqualTo("Second day");
    assertThat(second.summary()).isEqualTo("Second day\nand more");
    assertThat(second.resumeInstructions()).isEqualTo("Test it\nShip it");
    assertThat(String.valueOf(second.snapshot())).contains("\"n\":1.5");
    assertThat(house.checkpoints().get(ann, "C-4").checkpoint().label())
        .isEqualTo("Agent session of 2025-05-03");
    assertThat(house.context().get(ann, null, 2_000).checkpoint())
        .as("what was saved today is still the latest")
        .extracting(Context.Resume::checkpoint)
        .isEqualTo("C-1");
    assertThat(new Rebuild(house.db().database()).check(ann).differences()).isEmpty();
  }

  @Test
  void evidenceComesOnceByWhatItsSourceCallsIt() {
    String lines =
        """
        {"source":"gitlab","source_id":"c0ffee","title":"Faster","content":"It is","category":"Review",\
        "tags":["Perf"],"ai_metadata":{"sentiment_score":null},"created_at":"2025-05-02 10:00:00+00"}
        {"title":"Onboarded Kim","content":"Three days","ticket_key":"hbr-7","source_id":null}
        {"title":"Onboarded Kim","content":"Three days","ticket_key":"hbr-7","source_id":null}
        """;
    Report report = run(Kind.evidence, lines);
    assertThat(report)
        .isEqualTo(
            new Report(
                List.of("E-1", "E-2"), List.of(new Line(3, "Onboarded Kim is twice")), List.of()));
    assertThat(house.rows("evidence where category = 'review' and not category_suggested"))
        .isEqualTo(1);
    assertThat(house.rows("evidence where happened_at = '2025-05-02 10:00+00' and tags = '{perf}'"))
        .isEqualTo(1);
    assertThat(house.rows("evidence where source = 'manual' and ticket_key = 'HBR-7'"))
        .isEqualTo(1);
    house.removal().remove(ann, "E-1");
    assertThat(run(Kind.evidence, lines).there())
        .containsExactly(
            new Line(1, "E-1"), new Line(2, "E-2"), new Line(3, "Onboarded Kim is twice"));
    assertThat(run(Kind.evidence, "{\"source\":\"mail\",\"title\":\"A\"}").bad())
        .containsExactly(
            new Line(1, "source is none of manual, jira, gitlab, upload, session, task, decision"));
  }

  @Test
  void tasksComeWithAllThatBelongsToThemWhateverTheirOrder() {
    Report report =
        run(
            null,
            """
            {"kind":"tasks","id":"b","title":"Second","project":"boat","depends_on":["a"],\
            "acceptance_criteria":["It floats","It floats","It is red"],"constraints":{"only":"the hull"},\
            "priority":"Critical","ticket_key":"hbr-1"}
            {"kind":"tasks","id":"a","title":"First","project":"boat","status":"done","result":"Went well",\
            "acceptance_criteria":["It is dry"],"created_at":"2025-05-01T10:00:00Z",\
            "updated_at":"2025-05-03T10:00:00Z","locked_by":null}
            {"kind":"decisions","id":7,"title":"Colour","options":[{"title":"red"},{"title":"blue"}],\
            "choice":"blue","rationale":"It is","supersedes":"6","review_at":"2027-01-01"}
            {"kind":"decisions","id":6,"title":"Colour","options":["red"],"choice":"red","rationale":"It was",\
            "created_at":"2025-05-01T10:00:00Z"}
            """);
    assertThat(report.bad()).isEmpty();
    assertThat(report.added()).containsExactly("T-1", "T-2", "D-1", "D-2");
    var first = house.taskSheet().get(ann, "T-1");
    assertThat(first.task().title()).isEqualTo("First");
    assertThat(first.task().status()).isEqualTo(TaskStatus.done);
    assertThat(first.task().finishedAt()).isEqualTo(Instant.parse("2025-05-03T10:00:00Z"));
    assertThat(first.task().createdAt()).isEqualTo(Instant.parse("2025-05-01T10:00:00Z"));
    assertThat(first.criteria())
        .extracting(TaskSheet.Line::state)
        .containsExactly(Criterion.State.met);
    var second = house.taskSheet().get(ann, "T-2");
    assertThat(second.task().priority()).isEqualTo(TaskPriority.highest);
    assertThat(second.task().projectName()).isEqualTo("boat");
    assertThat(second.task().ticketKey()).isEqualTo("HBR-1");
    assertThat(second.criteria()).hasSize(2);
    assertThat(second.constraints()).containsExactly("only: the hull");
    assertThat(second.dependsOn()).extracting(d -> d.dependsOnNumber()).containsExactly(1);
    var earlier = house.decisions().get(ann, "D-1");
    assertThat(earlier.decision().status()).isEqualTo(DecisionStatus.superseded);
    assertThat(earlier.supersededBy()).isEqualTo("D-2");
    assertThat(house.events(ann)).as("projects boat and house, and a superseded one").isEqualTo(7);
    assertThat(new Rebuild(house.db().database()).check(ann).differences()).isEmpty();
  }

  @Test
  void theSameFileAgainAddsNothing() {
    String file =
        """
        {"title":"With a name","id":"a"}
        {"title":"Without one"}
        {"title":"Without one"}
        """;
    assertThat(run(Kind.tasks, file).there()).containsExactly(new Line(3, "the same as line 2"));
    house.removal().remove(ann, "T-2");
    long events = house.events(ann);
    Report again = run(Kind.tasks, file + "{\"title\":\"New\",\"depends_on\":[\"a\",\"T-1\"]}\n");
    assertThat(again.added()).containsExactly("T-3");
    assertThat(again.there())
        .containsExactly(
            new Line(1, "T-1"),
            new Line(2, "T-2, which was removed"),
            new Line(3, "the same as line 2"));
    assertThat(house.events(ann)).isEqualTo(events + 1);
    assertThat(house.rows("tasks")).isEqualTo(3);
    assertThat(imports.run(house.ben(), new File(Kind.tasks, false, file.lines().toList())).added())
        .as("ben has his own")
        .containsExactly("T-1", "T-2");
  }

  @Test
  void aTryAddsNothingAndSaysWhatItWould() {
    long events = house.events(ann);
    Report report =
        imports.run(
            ann, new File(Kind.tasks, true, List.of("{\"title\":\"One\",\"project\":\"boat\"}")));
    assertThat(report.added()).containsExactly("T-1");
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(house.rows("tasks") + house.rows("projects")).isZero();
  }

  @Test
  void whereALineIsBadNothingIsAddedAndEachIsNamed() {
    Report report =
        run(
            null,
            """
            {"kind":"tasks","title":"Good"}
            {"kind":"tasks"}
            nonsense
            ["kind"]
            {"title":"No kind"}
            {"kind":"notes"}
            {"kind":"decisions","title":"t","options":["a"],"choice":"b","rationale":"r"}
            {"kind":"tickets","key":"nonsense","summary":"s"}
            """);
    assertThat(report.bad())
        .containsExactly(
            new Line(2, "needs a title"),
            new Line(3, "is not JSON"),
            new Line(4, "is not a JSON object"),
            new Line(5, "needs a kind, or say with --kind what all lines are"),
            new Line(6, "kind is none of agent_sessions, tickets, tasks, decisions, evidence"),
            new Line(7, "The choice must be one of the options, word for word."),
            new Line(8, "A Jira issue key looks like HBR-12; this is not one: nonsense"));
    assertThat(house.rows("tasks") + house.rows("projects") + house.rows("events")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'title':5} | title is not text",
        "{'title':'x','titel':'y'} | has a field titel, which is none of acceptance_criteria, ",
        "{'title':'x','status':'open'} | status is none of todo, in_progress, blocked, done, cancelled",
        "{'title':'x','priority':'big'} | priority is none of highest, high, medium, low, lowest",
        "{'title':'x','created_at':'2025-05-01'} | created_at is not a time with its zone, such as ",
        "{'title':'x','created_at':'2099-05-01T10:00:00Z'} | created_at is in the future",
        "{'title':'x','id':'a','depends_on':['a']} | depends on itself",
        "{'title':'x','depends_on':['z']} | depends on z, which is neither in the file nor a task here",
        "{'title':'x','depends_on':['T-9']} | There is no task T-9 of yours.",
        "{'title':'x\\u0000'} | title has a NUL character",
        "{'title':'x','acceptance_criteria':'one'} | acceptance_criteria is not a list of texts",
        "{'title':'x','ticket_key':'none'} | A Jira issue key looks like HBR-12;"
      })
  void whatIsWrongWithALineIsSaid(String line, String wrong) {
    Report report = run(Kind.tasks, "{\"title\":\"Good\"}\n" + line.replace('\'', '"') + "\n");
    assertThat(report.bad()).hasSize(1);
    assertThat(report.bad().get(0).number()).isEqualTo(2);
    assertThat(report.bad().get(0).what()).startsWith(wrong.stripTrailing());
    assertThat(house.rows("tasks")).isZero();
  }

  @Test
  void textThatIsTooLongIsABadLine() {
    Report report = run(Kind.tasks, "{\"title\":\"" + "x".repeat(201) + "\"}\n");
    assertThat(report.bad())
        .containsExactly(new Line(1, "title has 201 characters, of 200 at most"));
  }

  @Test
  void aNulAnywhereIsABadLineAndWhatOnlyLooksLikeOneIsNot() {
    Report report =
        run(
            null,
            """
            {"kind":"tickets","key":"HBR-1","summary":"Written \\\\u0000","more":["as \\\\u0000 is"]}
            {"kind":"tickets","key":"HBR-2","summary":"s","more":["\\u0000"]}
            {"kind":"agent_sessions","snapshot":{"a":{"\\u0000":1}}}
            """);
    assertThat(report.bad())
        .containsExactly(
            new Line(2, "has a NUL character"), new Line(3, "snapshot has a NUL character"));
  }

  @Test
  void linesThatNeedEachOtherAreNamed() {
    Report report =
        run(
            Kind.tasks,
            """
            {"id":"a","title":"A","depends_on":["c"]}
            {"id":"b","title":"B","depends_on":["a"]}
            {"id":"c","title":"C","depends_on":["b"]}
            """);
    assertThat(report.bad()).contains(new Line(1, "is in a circle: lines 1, 3, 2 need each other"));
    assertThat(house.rows("tasks")).isZero();
  }

  @Test
  void theRulesOfAProjectHoldForWhatIsImported() {
    house
        .projects()
        .save(ann, new Projects.Save("house", null, java.util.Map.of("max_active_tasks", 1)));
    Report report =
        run(
            Kind.tasks,
            """
            {"title":"One","status":"in_progress"}
            {"title":"Two","status":"in_progress"}
            """);
    assertThat(report.bad())
        .containsExactly(
            new Line(
                2,
                "At most 1 tasks of house may be in progress (max_active_tasks); complete or release"
                    + " one."));
    assertThat(house.rows("tasks")).isZero();
  }

  @Test
  void ticketsAreFoundAndAJiraThatComesLaterKeepsItsOwn() {
    house.jira().put("HBR-1").summary("From Jira");
    house.tickets().get(ann, "HBR-1", false);
    Report report =
        run(
            Kind.tickets,
            """
            {"key":"HBR-1","summary":"From the file"}
            {"key":"TIMOB-3638","project":"TIMOB","type":"Bug","priority":"Low","components":["Android"],\
            "labels":["errors"],"status":"Closed","resolution":"Cannot Reproduce",\
            "created":"2011-03-30T14:04:54.000+0000","updated":"2017-03-20T18:17:35.000+0000",\
            "summary":"Unexpected errors when installing","description":"1. create a project"}
            {"key":"LGT-7","summary":"Open and mine","active":true,"jira_id":10077}
            """);
    assertThat(report)
        .isEqualTo(
            new Report(List.of("TIMOB-3638", "LGT-7"), List.of(new Line(1, "HBR-1")), List.of()));
    Ticket ticket =
        house.db().database().read(ann, tx -> tx.tickets().find("TIMOB-3638")).orElseThrow();
    assertThat(ticket.statusCategory()).isEqualTo("done");
    assertThat(ticket.active()).isFalse();
    assertThat(ticket.priorityRank()).isEqualTo(4);
    assertThat(ticket.components()).containsExactly("Android");
    assertThat(ticket.jiraCreatedAt()).isEqualTo(Instant.parse("2011-03-30T14:04:54Z"));
    var found =
        house
            .recall()
            .search(ann, new Recall.Query("installing errors", null, null, null, null, 5, null));
    assertThat(found.hits()).extracting(Recall.Recalled::name).contains("TIMOB-3638");
    int active = house.db().database().read(ann, tx -> tx.tickets().countActive());
    assertThat(active).isPositive();
    assertThat(
            house
                .timeline()
                .get(ann, new Timeline.Query(null, null, null, null, null, null, null, 1, null))
                .events()
                .get(0)
                .summary())
        .isEqualTo("2 tickets imported from a file");
    assertThat(run(Kind.tickets, "{\"key\":\"LGT-7\",\"summary\":\"x\"}").added()).isEmpty();
  }

  private Report run(@Nullable Kind kind, String file) {
    return imports.run(ann, new File(kind, false, file.lines().toList()));
  }
}
