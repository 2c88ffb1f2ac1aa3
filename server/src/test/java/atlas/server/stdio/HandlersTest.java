package atlas.server.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlersTest {
  private static final Pattern REFERENCE = Pattern.compile("Reference ([0-9a-f]{8})\\.$");

  @Test
  void aResultThatIsNoJsonIsAnsweredAndTheServerGoesOn() {
    try (var child = Child.ready()) {
      child.send(Child.call(1, "unserialisable", Map.of()));
      child.send(Child.call(2, "echo", Map.of("text", "still here")));
      assertThat(child.errorCode(1)).isEqualTo(-32603);
      assertThat(child.sentence(1)).startsWith("The result could not be written as JSON.");
      assertThat(child.text(2)).isEqualTo("still here");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"leaks", "throws", "empty", "nothing", "linkage"})
  void aHandlerThatBreaksIsAnsweredWithoutInternals(String tool) {
    try (var child = Child.ready()) {
      child.send(Child.call(1, tool, Map.of())).send(Child.request(2, "ping", null));
      assertThat(child.result(2)).isEmpty();
      assertThat(child.errorCode(1)).isEqualTo(-32603);
      assertThat(child.answer(1).toString())
          .doesNotContain("secret", "jdbc", "host", "Exception", "java.");
      var reference = REFERENCE.matcher(child.sentence(1));
      assertThat(reference.find()).isTrue();
      await().until(() -> child.log().contains("Reference " + reference.group(1)));
      assertThat(child.answers(1)).hasSize(1);
    }
  }

  @Test
  void aNotificationWhoseHandlerFailsEndsNothing() {
    try (var child = Child.ready()) {
      child.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}");
      answerRoots(child);
      child.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/no_such\",\"params\":{}}");
      child.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":[]}");
      await().until(() -> child.log().contains("notification's handler fails"));
      child.send(Child.call(1, "echo", Map.of("text", "still here")));
      assertThat(child.text(1)).isEqualTo("still here");
    }
  }

  @Test
  void aCallMayAskTheClient() {
    try (var child = Child.ready()) {
      child.send(Child.call(1, "asks_roots", Map.of()));
      answerRoots(child);
      assertThat(child.text(1)).isEqualTo("roots 0");
    }
  }

  @Test
  void threeHundredSlowCallsDelayNothingElse() {
    try (var child = Child.ready()) {
      for (int id = 1; id <= 300; id++) child.send(Child.call(id, "slow", Map.of("ms", 3_000)));
      child
          .send(Child.request("ping", "ping", null))
          .send(Child.request("list", "tools/list", null));
      assertThat(child.result("ping")).isEmpty();
      assertThat(child.result("list").get("tools")).isNotNull();
      for (int id = 1; id <= 300; id++) assertThat(child.answers(id)).isEmpty();
    }
  }

  @Test
  void listsComeInTheSameOrderInEveryProcess() {
    List<String> methods =
        List.of("tools/list", "resources/list", "resources/templates/list", "prompts/list");
    try (var one = Child.ready();
        var other = Child.ready()) {
      for (String method : methods) {
        one.send(Child.request(method, method, null));
        other.send(Child.request(method, method, null));
        one.answer(method);
        other.answer(method);
      }
      assertThat(one.lines().subList(1, 5)).containsExactlyElementsOf(other.lines().subList(1, 5));
      assertThat(values(one.result("resources/list").get("resources"), "uri"))
          .hasSize(20)
          .isSorted();
      assertThat(values(one.result("prompts/list").get("prompts"), "name")).hasSize(20).isSorted();
      assertThat(
              values(
                  one.result("resources/templates/list").get("resourceTemplates"), "uriTemplate"))
          .hasSize(10)
          .isSorted();
    }
  }

  private static void answerRoots(Child child) {
    await().until(() -> child.lines().stream().anyMatch(line -> line.contains("roots/list")));
    Object id =
        child.messages().stream()
            .filter(message -> "roots/list".equals(message.get("method")))
            .findFirst()
            .orElseThrow()
            .get("id");
    child.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":{\"roots\":[]}}");
  }

  private static List<String> values(@Nullable Object list, String field) {
    return ((List<?>) Objects.requireNonNull(list))
        .stream().map(item -> String.valueOf(((Map<?, ?>) item).get(field))).toList();
  }
}
