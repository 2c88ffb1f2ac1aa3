package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.storage.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class CallTest {
  private final TestDatabase database = TestDatabase.create();
  private final CommandLine atlas = CommandLine.on(database);

  @BeforeAll
  void aCheckpointIsThere() {
    var ended =
        atlas.run("call", "create_checkpoint", "label=one", "summary=a=b", "resume_instructions=c");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.json().get("checkpoint")).isEqualTo("C-1");
    assertThat(ended.out().lines().count()).isGreaterThan(2);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void jsonArgumentsKeepTheirTypes() {
    var ended =
        atlas.run(
            "call",
            "record_decision",
            "title=Ship it?",
            "options:=[\"yes\", \"no\"]",
            "choice=no",
            "rationale=not yet",
            "--json");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.out().strip().lines()).hasSize(1);
    assertThat(ended.json().get("project")).isEqualTo("harbor");
    var timeline = atlas.run("call", "get_timeline", "limit:=1", "--json").json();
    assertThat((List<?>) timeline.get("events")).hasSize(1);
  }

  @Test
  void whoCalledIsTheUser() {
    var events = (List<?>) atlas.run("call", "get_timeline", "--json").json().get("events");
    assertThat(events).isNotEmpty();
    assertThat(events)
        .allSatisfy(event -> assertThat(((Map<?, ?>) event).get("actor")).isEqualTo("ann"));
  }

  @Test
  void aRefusalIsOnStandardErrorWithItsOwnExitCode() {
    var ended = atlas.run("call", "end_session", "session=S-99", "outcome=passed", "--json");
    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("not_found: ");
  }

  @Test
  void anArgumentThatTheToolDoesNotHaveIsRefusedByName() {
    var ended = atlas.run("call", "get_timeline", "limt:=1");
    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.err()).contains("limt", "limit");
  }

  @Test
  void aToolThatIsLikeNoneIsLookedForWithTools() {
    assertThat(atlas.run("call", "xyzzy-plugh-42").err())
        .isEqualTo("atlas: invalid: There is no tool xyzzy-plugh-42. atlas tools lists them.\n");
  }

  @Test
  void anUnknownToolIsAUsageErrorThatNamesTheNearest() {
    var ended = atlas.run("call", "get_isue", "ticket_key=HBR-1");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("get_issue");
  }

  @Test
  void whatIsNeitherTextNorJsonIsAUsageError() {
    assertThat(atlas.run("call", "get_timeline", "limit").code()).isEqualTo(2);
    assertThat(atlas.run("call", "get_timeline", "=1").code()).isEqualTo(2);
    var ended = atlas.run("call", "get_timeline", "limit:={");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("limit:=", "JSON");
  }

  @Test
  void theSameKeyHasNoSecondEffect() {
    String[] call = {
      "call",
      "create_checkpoint",
      "label=keyed",
      "summary=s",
      "resume_instructions=r",
      "idempotency_key=k-1",
      "--json"
    };
    var first = atlas.run(call);
    assertThat(first.code()).isZero();
    assertThat(atlas.run(call)).isEqualTo(first);
  }

  @Test
  void readOnlyIsKept() {
    var ended =
        atlas.run(
            "call",
            "--read-only",
            "create_checkpoint",
            "label=x",
            "summary=s",
            "resume_instructions=r");
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).doesNotContain("\tat ", "SQL");
  }
}
