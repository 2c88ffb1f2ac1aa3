package atlas.integrations.jira;

import atlas.integrations.Nodes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields whose ids differ from site to site, found by what kind of field they are.
 *
 * @param sprints ids of the fields that hold sprints
 * @param points ids of the fields that hold story points, the surest first
 * @param sure whether no other field can hold them, so that no board needs to be asked
 */
record CustomFields(List<String> sprints, List<String> points, boolean sure) {
  static final CustomFields NONE = new CustomFields(List.of(), List.of(), false);

  private static final String SPRINT = "com.pyxis.greenhopper.jira:gh-sprint";
  private static final String ESTIMATE = "com.pyxis.greenhopper.jira:jsw-story-points";
  private static final String FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float";
  private static final Pattern POINTS = Pattern.compile("(?i)story[ -]?points?");

  // Sprint@1f[id=1,state=CLOSED,name=Of two, or three,goal=a, b]: a comma ends nothing by itself.
  private static final Pattern PARTS = Pattern.compile(",(?=\\w+=)");
  private static final Pattern OLD_SPRINT = Pattern.compile("(?s)[^\\[]*\\[(.*)]");

  CustomFields {
    sprints = List.copyOf(sprints);
    points = List.copyOf(points);
  }

  /** Those among Jira's list of all fields. */
  static CustomFields of(JsonNode fields) {
    if (!fields.isArray()) return NONE;
    var sprints = new ArrayList<String>();
    var estimates = new ArrayList<String>();
    var points = new ArrayList<String>();
    boolean others = false;
    for (JsonNode field : fields.values()) {
      String id = Nodes.word(field.path("id"));
      String kind = Nodes.word(field.path("schema").path("custom"), "");
      if (id == null) continue;
      if (kind.equals(SPRINT)) sprints.add(id);
      if (kind.equals(ESTIMATE)) estimates.add(id);
      boolean named = POINTS.matcher(Nodes.word(field.path("name"), "")).matches();
      if (kind.equals(FLOAT) && named) points.add(id);
      others |= kind.equals(FLOAT) && !named;
    }
    // Every Cloud site has the estimate of team-managed projects; what the others count in is a
    // number like any other, by whatever name.
    boolean byName = estimates.isEmpty() && points.size() == 1;
    boolean sure = byName || (estimates.size() <= 1 && points.isEmpty() && !others);
    estimates.addAll(points);
    return new CustomFields(sprints, estimates, sure);
  }

  /** The sprint it is in, else the next one, else the last one it was in. */
  @Nullable String sprint(JsonNode issueFields) {
    var all = new ArrayList<JsonNode>();
    // Boards tell it in fields of their own.
    issueFields.path("closedSprints").values().forEach(all::add);
    for (String id : sprints) issueFields.path(id).values().forEach(all::add);
    all.add(issueFields.path("sprint"));
    if (all.stream().allMatch(sprint -> name(sprint) == null)) all.addAll(unnamed(issueFields));
    String best = null;
    int rank = 0;
    for (JsonNode sprint : all) {
      String name = name(sprint);
      int state = rank(state(sprint));
      if (name != null && state >= rank) {
        best = name;
        rank = state;
      }
    }
    return best;
  }

  /**
   * The first of the fields that has points.
   *
   * @param board the field in which the project's board counts, if that is known
   */
  @Nullable BigDecimal points(JsonNode issueFields, @Nullable String board) {
    if (board != null) {
      BigDecimal counted = Nodes.number(issueFields.path(board));
      if (counted != null) return counted;
    }
    for (String id : points) {
      BigDecimal number = Nodes.number(issueFields.path(id));
      if (number != null) return number;
    }
    return null;
  }

  /** What looks like sprints in fields that no list names: it may not be shown to everybody. */
  private static List<JsonNode> unnamed(JsonNode issueFields) {
    var found = new ArrayList<JsonNode>();
    for (JsonNode field : issueFields.values()) {
      if (!field.isArray()) continue;
      for (JsonNode one : field.values()) {
        boolean old = one.isString() && one.stringValue().contains(".sprint.Sprint@");
        if (old || one.has("boardId") && one.has("state")) found.add(one);
      }
    }
    return found;
  }

  private static int rank(String state) {
    return switch (state.toLowerCase(Locale.ROOT)) {
      case "active" -> 3;
      case "future" -> 2;
      default -> 1;
    };
  }

  private static @Nullable String name(JsonNode sprint) {
    return sprint.isString() ? part(sprint, "name=") : Nodes.word(sprint.path("name"));
  }

  private static String state(JsonNode sprint) {
    String state = sprint.isString() ? part(sprint, "state=") : Nodes.word(sprint.path("state"));
    return state == null ? "" : state;
  }

  private static @Nullable String part(JsonNode sprint, String name) {
    Matcher old = OLD_SPRINT.matcher(Nodes.word(sprint, ""));
    if (!old.matches()) return null;
    for (String part : PARTS.split(old.group(1))) {
      if (!part.startsWith(name)) continue;
      String value = part.substring(name.length()).strip();
      return value.isEmpty() || value.equals("<null>") ? null : value;
    }
    return null;
  }
}
