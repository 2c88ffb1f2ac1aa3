package atlas.integrations.markup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Holds a document against the rules of the format, as Jira does before it takes one. */
final class AdfRulesCheck {
  private static final Set<String> WORDS =
      words(
          "text hardBreak mention emoji date status inlineCard placeholder mediaInline inlineExtension");
  private static final Set<String> ITEM =
      words("paragraph bulletList orderedList taskList codeBlock mediaSingle extension");
  private static final Set<String> CELL =
      words(
          "paragraph panel blockquote orderedList bulletList rule heading codeBlock mediaSingle mediaGroup decisionList"
              + " taskList blockCard embedCard extension nestedExpand");

  private static final Map<String, Set<String>> CHILDREN =
      Map.ofEntries(
          Map.entry(
              "doc",
              words(
                  "paragraph heading bulletList orderedList taskList decisionList blockquote codeBlock panel"
                      + " rule table mediaSingle mediaGroup blockCard embedCard expand layoutSection extension bodiedExtension"
                      + " syncBlock bodiedSyncBlock")),
          Map.entry("paragraph", WORDS),
          Map.entry("heading", WORDS),
          Map.entry("taskItem", WORDS),
          Map.entry("decisionItem", WORDS),
          Map.entry("caption", WORDS),
          Map.entry("codeBlock", Set.of("text")),
          Map.entry("rule", Set.of()),
          Map.entry("text", Set.of()),
          Map.entry("bulletList", Set.of("listItem")),
          Map.entry("orderedList", Set.of("listItem")),
          Map.entry("listItem", ITEM),
          Map.entry("taskList", words("taskItem taskList blockTaskItem")),
          Map.entry("decisionList", Set.of("decisionItem")),
          Map.entry(
              "blockquote",
              words("paragraph orderedList bulletList codeBlock mediaSingle mediaGroup extension")),
          Map.entry(
              "panel",
              words(
                  "paragraph heading bulletList orderedList blockCard mediaGroup mediaSingle codeBlock"
                      + " taskList rule decisionList extension")),
          Map.entry("table", Set.of("tableRow")),
          Map.entry("tableRow", words("tableHeader tableCell")),
          Map.entry("tableHeader", CELL),
          Map.entry("tableCell", CELL));

  private static final Set<String> NEVER_EMPTY =
      words(
          "bulletList orderedList listItem taskList decisionList blockquote panel table tableRow tableHeader tableCell");

  private final List<String> broken = new ArrayList<>();

  private AdfRulesCheck() {}

  static void assertValid(JsonNode document, String made) {
    var check = new AdfRulesCheck();
    check.node(document);
    assertThat(check.broken).as("%s%n of %s", document, made).isEmpty();
    assertThat(document.path("version").asInt()).isEqualTo(1);
    assertThat(document.path("content").isArray()).isTrue();
  }

  private void node(JsonNode node) {
    String type = Adf.type(node);
    JsonNode content = node.path("content");
    Set<String> children = CHILDREN.get(type);
    no(NEVER_EMPTY.contains(type) && content.isEmpty(), type + " holds nothing");
    for (JsonNode child : content.values()) {
      if (children != null)
        no(!children.contains(Adf.type(child)), Adf.type(child) + " in " + type);
      node(child);
    }
    if (type.equals("text")) text(node);
    if (type.equals("codeBlock")) no(content.path(0).has("marks"), "marks in code");
    if (type.equals("listItem")) {
      String first = Adf.type(content.path(0));
      no(
          !Set.of("paragraph", "codeBlock", "mediaSingle").contains(first),
          "item begins with " + first);
    }
    if (type.equals("heading")) {
      int level = Adf.attribute(node, "level").asInt(0);
      no(level < 1 || level > 6, "level " + level);
    }
    if (type.startsWith("task"))
      no(Adf.text(Adf.attribute(node, "localId")).isEmpty(), type + " has no id");
    if (type.equals("panel"))
      no(Adf.text(Adf.attribute(node, "panelType")).isEmpty(), "panel of no type");
  }

  private void text(JsonNode text) {
    no(Adf.text(text.path("text")).isEmpty(), "empty text");
    var types = new ArrayList<String>();
    for (JsonNode mark : text.path("marks").values()) types.add(Adf.type(mark));
    no(
        types.contains("code") && !Set.of("code", "link", "annotation").containsAll(types),
        "code with " + types);
    no(Set.copyOf(types).size() < types.size(), "twice in " + types);
    no(types.contains("link") && text.path("marks").findValue("href") == null, "link to nowhere");
  }

  private void no(boolean wrong, String what) {
    if (wrong) broken.add(what);
  }

  private static Set<String> words(String list) {
    return Set.of(list.split(" "));
  }
}
