package atlas.core.library;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.library.ScenarioImports.File;
import atlas.core.library.ScenarioImports.Line;
import atlas.core.library.ScenarioImports.Report;
import atlas.core.memory.Recall;
import atlas.core.memory.Recall.Recalled;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Hit;
import atlas.model.LibraryScenario;
import atlas.model.LibraryScenario.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioImportsTest {
  private static final String LINES =
      """
      {"key":"MM-T1","name":"Add a user","folder":"channels/members","status":"Active",\
      "priority":"Low","priority_p1_to_p4":"P3 - Deep","component":null,"tags":["Cloud"],\
      "labels":["cy"],"created":"2020-06-03T07:26:59Z","objective":"Only an admin may",\
      "precondition":"A channel","steps":[{"step":"1. Log in\\n2. Add","test_data":"bob",\
      "expected":"He is there"}],"ticket_refs":["HBR-7"]}

      {"key":"MM-T2","name":"Remove a user","steps":[]}
      """;

  private final TestHouse house = new TestHouse();
  private final ScenarioImports imports =
      new ScenarioImports(house.db().database(), TicketKeys.DEFAULT);
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void jsonLinesAreTakenOverWithAllThatTheySay() {
    Report report = run(LINES);
    assertThat(report.source()).isEqualTo(Source.jsonl);
    assertThat(report.added()).containsExactly("L-1", "L-2");
    LibraryScenario first = all(ann).get(0);
    assertThat(first.sourceKey()).isEqualTo("MM-T1");
    assertThat(first.folder()).isEqualTo("channels/members");
    assertThat(first.labels()).containsExactly("cy", "Cloud");
    assertThat(first.priority()).isEqualTo("P3 - Deep");
    assertThat(first.objective()).isEqualTo("Only an admin may");
    assertThat(first.steps())
        .hasToString(
            "[{\"data\":\"bob\",\"step\":\"1. Log in\\n2. Add\",\"expected\":\"He is there\"}]");
    assertThat(first.ticketKeys()).containsExactly("HBR-7");
    assertThat(house.events(ann)).isEqualTo(1);
    assertThat(all(house.ben())).isEmpty();
  }

  @Test
  void theSameFileAgainChangesWhatSaysSomethingElse() {
    run(LINES);
    house.removal().remove(ann, "L-2");
    Report same = run(LINES);
    assertThat(same.added()).isEmpty();
    assertThat(same.changed()).isEmpty();
    assertThat(same.same()).isEqualTo(1);
    assertThat(same.removed()).containsExactly(new Line(3, "L-2, which was removed"));
    assertThat(house.events(ann)).as("the import and the removal").isEqualTo(2);
    Report changed = run(LINES.replace("Only an admin may", "Anybody may") + "{\"name\":\"New\"}");
    assertThat(changed.changed()).containsExactly("L-1");
    assertThat(changed.added()).containsExactly("L-3");
    assertThat(all(ann)).extracting(LibraryScenario::objective).contains("Anybody may");
    house.removal().restore(ann, "L-2");
    assertThat(all(ann)).hasSize(3);
    Report bens = imports.run(house.ben(), new File(null, false, LINES));
    assertThat(bens.added()).as("ben has his own").containsExactly("L-1", "L-2");
    assertThat(all(ann)).hasSize(3);
  }

  @Test
  void aTryAddsNothingAndSaysWhatItWould() {
    Report report = imports.run(ann, new File(null, true, LINES));
    assertThat(report.added()).containsExactly("L-1", "L-2");
    assertThat(house.rows("library_scenarios") + house.events(ann)).isZero();
  }

  @Test
  void whereALineIsBadNothingIsAddedAndEachIsNamed() {
    Report report =
        run(
            LINES
                + """
                {"key":"MM-T2","name":"Twice"}
                nonsense
                {"key":"MM-T3"}
                {"name":"x","nmae":"y"}
                {"name":"x","steps":"Do it"}
                {"name":"x\\u0000"}
                """);
    assertThat(report.bad()).hasSize(6);
    assertThat(report.bad().subList(0, 3))
        .containsExactly(
            new Line(4, "has the key MM-T2 of line 3"),
            new Line(5, "is not JSON"),
            new Line(6, "needs a name"));
    assertThat(report.bad().get(3).what()).startsWith("has a field nmae, which is none of ");
    assertThat(report.bad().get(4)).isEqualTo(new Line(8, "steps is not a list"));
    assertThat(report.bad().get(5)).isEqualTo(new Line(9, "has a NUL character"));
    assertThat(house.rows("library_scenarios") + house.rows("events")).isZero();
  }

  @Test
  void aTableOfZephyrHasAStepARow() {
    Report report =
        run(
            """
            Key,Name,Status,Precondition,Objective,Folder,Priority,Component,Labels,Owner,\
            Estimated Time,Coverage (Issues),Test Script (Step-by-Step) - Step,\
            Test Script (Step-by-Step) - Test Data,Test Script (Step-by-Step) - Expected Result
            HB-T1,"Pay, twice",Draft,A cart,<p>See &amp; pay</p>,/Shop/Cart,High,Payment,"a, b",ann,\
            01:30,"HBR-1, HBR-2","Open ""the""
            cart",card,It opens
            ,,,,,,,,,,,,Pay,,Paid<br/>once
            HB-T2,Leave,,,,,,,,,,,,,
            """);
    assertThat(report.bad()).isEmpty();
    assertThat(report.source()).isEqualTo(Source.zephyr);
    assertThat(report.ignored()).containsExactly("Status", "Owner");
    LibraryScenario one = all(ann).get(0);
    assertThat(one.name()).isEqualTo("Pay, twice");
    assertThat(one.folder()).isEqualTo("Shop/Cart");
    assertThat(one.objective()).isEqualTo("See & pay");
    assertThat(one.components()).containsExactly("Payment");
    assertThat(one.labels()).containsExactly("a", "b");
    assertThat(one.minutes()).isEqualTo(90);
    assertThat(one.ticketKeys()).containsExactly("HBR-1", "HBR-2");
    assertThat(one.ofSteps("step", "data")).containsExactly("Open \"the\"\ncart card", "Pay");
    assertThat(one.ofSteps("expected")).containsExactly("It opens", "Paid\nonce");
    assertThat(all(ann).get(1).steps()).isEmpty();
  }

  @Test
  void zephyrsJsonHasItsScripts() {
    Report report =
        run(
            """
            {"values":[{"key":"HB-T1","name":"Pay","objective":"o<br>p","folder":{"name":"Shop"},
              "labels":["a"],"estimatedTime":600000,"priority":{"name":"High"},
              "issueLinks":["HBR-3"],"testScript":{"type":"STEP_BY_STEP","steps":[
                {"description":"Go","testData":"x","expectedResult":"There"}]}},
              {"key":"HB-T2","name":"Plain","testScript":{"type":"PLAIN_TEXT","text":"Just go"}}]}
            """);
    assertThat(report.bad()).isEmpty();
    assertThat(report.source()).isEqualTo(Source.zephyr);
    LibraryScenario one = all(ann).get(0);
    assertThat(one.objective()).isEqualTo("o\np");
    assertThat(one.folder()).isEqualTo("Shop");
    assertThat(one.priority()).isEqualTo("High");
    assertThat(one.minutes()).isEqualTo(10);
    assertThat(one.ticketKeys()).containsExactly("HBR-3");
    assertThat(one.ofSteps("step", "data", "expected")).containsExactly("Go x There");
    assertThat(all(ann).get(1).ofSteps("step")).containsExactly("Just go");
  }

  @Test
  void aTableOfTestRailHasSections() {
    Report report =
        run(
            """
            ID;Title;Section;Section Hierarchy;Priority;Estimate;References;Preconditions;Steps (Step);\
            Steps (Expected Result)
            C1;Pay;Cart;Shop > Cart;High;1h 5m;HBR-1;A cart;Go;There
            ;;;;;;;;On;Done
            """);
    assertThat(report.bad()).isEmpty();
    assertThat(report.source()).isEqualTo(Source.testrail);
    LibraryScenario one = all(ann).get(0);
    assertThat(one.folder()).isEqualTo("Shop/Cart");
    assertThat(one.minutes()).isEqualTo(65);
    assertThat(one.ofSteps("step", "expected")).containsExactly("Go There", "On Done");
  }

  @Test
  void testRailsXmlHasSectionsWithinSections() {
    Report report =
        run(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <suite><id>S1</id><name>Master</name><sections><section><name>Shop</name><sections>
            <section><name>Cart</name><cases>
            <case><id>C1</id><title>Pay &amp; go</title><priority><id>2</id><name>High</name></priority>
              <estimate>30s</estimate><references>HBR-1</references>
              <custom><preconds>A cart</preconds><steps_separated>
                <step><index>1</index><content>Go</content><expected>There</expected></step>
                <step><index>2</index><content>On</content></step></steps_separated></custom></case>
            </cases></section></sections><cases>
            <case><id>C2</id><title>Leave</title><custom><steps>Out</steps><expected>Gone</expected>
              </custom></case></cases></section></sections></suite>
            """);
    assertThat(report.bad()).isEmpty();
    assertThat(report.source()).isEqualTo(Source.testrail);
    LibraryScenario one = all(ann).get(0);
    assertThat(one.sourceKey()).isEqualTo("C1");
    assertThat(one.name()).isEqualTo("Pay & go");
    assertThat(one.folder()).isEqualTo("Shop/Cart");
    assertThat(one.priority()).isEqualTo("High");
    assertThat(one.minutes()).isEqualTo(1);
    assertThat(one.precondition()).isEqualTo("A cart");
    assertThat(one.ofSteps("step", "expected")).containsExactly("Go There", "On");
    assertThat(all(ann).get(1).folder()).isEqualTo("Shop");
    assertThat(all(ann).get(1).ofSteps("step", "expected")).containsExactly("Out Gone");
  }

  @Test
  void anXmlThatNamesAFileOutsideReadsNothingOfIt() {
    Report report =
        run(
            """
            <!DOCTYPE suite [<!ENTITY out SYSTEM "file:///etc/passwd">]>
            <suite><sections><section><name>S</name><cases><case><id>C1</id><title>A &out;</title>
            </case></cases></section></sections></suite>
            """);
    assertThat(report.added()).isEmpty();
    assertThat(report.bad()).extracting(Line::what).containsExactly("is not XML");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name,steps\\nPay,Go\\n,On | 1",
        "name\\nPay\\nPay | has the key Pay of line 2",
        "name,steps\\n,Go | needs a name",
        "name\\n\"Pay | is not CSV: a quote is not closed"
      })
  void aTableByHandNeedsNamesAlone(String text, String expected) {
    Report report = run(text.replace("\\n", "\n"));
    if (report.bad().isEmpty()) assertThat(report.added()).hasSize(Integer.parseInt(expected));
    else assertThat(report.bad()).extracting(Line::what).containsExactly(expected);
  }

  @Test
  void aTableWithoutNamesAndAnEmptyFileAreRefused() {
    assertThat(refusal(() -> run("a,b\n1,2")))
        .hasMessageContaining("one of them must be name or title");
    assertThat(refusal(() -> run("  \n"))).hasMessageContaining("The file is empty.");
    assertThat(refusal(() -> run("[]"))).hasMessageContaining("The file has no scenarios.");
  }

  @Test
  void theLibraryIsFoundByItsWordsAndItsShortIdByWhoseItIs() {
    run(LINES);
    imports.run(house.ben(), new File(null, false, "{\"name\":\"Ben's zeppelin\"}"));
    List<Recalled> hits = search(ann, "admin", null);
    assertThat(hits).extracting(Recalled::name).containsExactly("L-1");
    assertThat(hits.get(0).kind()).isEqualTo(Hit.Kind.library);
    assertThat(hits.get(0).title()).isEqualTo("Add a user");
    assertThat(search(ann, "l-2", Hit.Kind.library)).extracting(Recalled::name).contains("L-2");
    assertThat(search(ann, null, Hit.Kind.library)).hasSize(2);
    assertThat(search(ann, "zeppelin", null)).extracting(Recalled::name).isEmpty();
    house.removal().remove(ann, "L-1");
    assertThat(search(ann, "admin", Hit.Kind.library)).isEmpty();
    assertThat(refusal(() -> house.removal().remove(ann, "L-9")))
        .hasMessageContaining("There is no library scenario L-9 of yours.");
  }

  private List<Recalled> search(Caller caller, @Nullable String text, Hit.@Nullable Kind kind) {
    return house
        .recall()
        .search(caller, new Recall.Query(text, kind, null, null, null, 20, null))
        .hits();
  }

  private Report run(String text) {
    return imports.run(ann, new File(null, false, text));
  }

  private List<LibraryScenario> all(Caller caller) {
    return house.db().database().read(caller, tx -> tx.library().page(0, 100));
  }
}
