package atlas.server.demo;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A query, read as Jira reads it: as much of the language as ATLAS speaks, and what people are
 * likely to configure. Values are compared in small letters.
 */
final class SampleJql {
  /** How Jira writes an instant; such texts sort as the instants do. */
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[(),]|[!<>]=|[=<>]"
              + "|[^\\s(),!=<>\"']+)\\s*");
  private static final Pattern AGO = Pattern.compile("-(\\d{1,5})([mhdw])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "m",
          ChronoUnit.MINUTES,
          "h",
          ChronoUnit.HOURS,
          "d",
          ChronoUnit.DAYS,
          "w",
          ChronoUnit.WEEKS);
  private static final Map<String, String> DATES =
      Map.of("created", "created", "updated", "updated", "resolved", "resolutiondate");
  private static final Set<String> OPERATORS = Set.of("=", "!=", "in", "not in");
  private static final Set<String> COMPARISONS = Set.of(">=", ">", "<=", "<");

  private final SampleIssues issues;
  private final Instant now;
  private final List<String> tokens = new ArrayList<>();
  private final Predicate<ObjectNode> where;
  private final Comparator<ObjectNode> order;
  private int at;

  SampleJql(String text, SampleIssues issues, Instant now) {
    this.issues = issues;
    this.now = now;
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!token.find(end) || token.start() != end) throw wrong("at character " + (end + 1));
      tokens.add(token.group(1));
      end = token.end();
    }
    if (tokens.isEmpty() || is("order")) {
      throw new SampleSearch.Refused(
          "Unbounded JQL queries are not allowed here. Please add a search restriction to your"
              + " query.");
    }
    this.where = or();
    this.order = sorting();
    if (at < tokens.size()) throw wrong("at '" + tokens.get(at) + "'");
  }

  /** What it finds, in its order; without one as they were created. */
  List<ObjectNode> find() {
    var found = new ArrayList<ObjectNode>();
    for (ObjectNode issue : issues.all()) {
      if (where.test(issue)) found.add(issue);
    }
    found.sort(order);
    return found;
  }

  private Predicate<ObjectNode> or() {
    Predicate<ObjectNode> any = and();
    while (skip("or")) any = any.or(and());
    return any;
  }

  private Predicate<ObjectNode> and() {
    Predicate<ObjectNode> all = condition();
    while (skip("and")) all = all.and(condition());
    return all;
  }

  private Predicate<ObjectNode> condition() {
    if (skip("not")) return condition().negate();
    if (skip("(")) {
      Predicate<ObjectNode> inner = or();
      expect(")");
      return inner;
    }
    String field = next().toLowerCase(Locale.ROOT);
    String operator = next().toLowerCase(Locale.ROOT);
    if (operator.equals("is") && skip("not")) operator = "is not";
    if (operator.equals("not") && skip("in")) operator = "not in";
    String date = DATES.get(field);
    if (date != null && COMPARISONS.contains(operator)) return dated(date, operator, instant());
    // What it does not know is refused even where there is nothing to compare it with.
    var unused = values(field, JsonNodeFactory.instance.objectNode());
    if (operator.equals("is") || operator.equals("is not")) {
      if (!skip("empty")) expect("null");
      boolean empty = operator.equals("is");
      return issue -> values(field, issue).isEmpty() == empty;
    }
    if (!OPERATORS.contains(operator)) throw wrong("at '" + operator + "'");
    List<String> wanted = operator.endsWith("in") ? list() : List.of(value());
    if (field.equals("project")) wanted.forEach(this::checkProject);
    boolean equal = operator.equals("=") || operator.equals("in");
    return issue -> {
      List<String> there = values(field, issue);
      // As in Jira, what is empty is neither equal nor unequal.
      return !there.isEmpty() && there.stream().anyMatch(wanted::contains) == equal;
    };
  }

  private void checkProject(String wanted) {
    for (ObjectNode issue : issues.all()) {
      if (values("project", issue).contains(wanted)) return;
    }
    throw new SampleSearch.Refused(
        "The value '"
            + wanted.toUpperCase(Locale.ROOT)
            + "' does not exist for the field 'project'.");
  }

  private static Predicate<ObjectNode> dated(String field, String operator, Instant instant) {
    String limit = TIME.format(instant);
    return issue -> {
      JsonNode time = issue.path("fields").path(field);
      if (!time.isString()) return false;
      int compared = time.stringValue().compareTo(limit);
      if (compared == 0) return operator.endsWith("=");
      return compared > 0 == operator.startsWith(">");
    };
  }

  /** In the time zone of whoever asks. */
  private Instant instant() {
    String written = value();
    Matcher ago = AGO.matcher(written);
    if (ago.matches()) {
      ChronoUnit unit = Objects.requireNonNull(UNITS.get(ago.group(2)));
      return now.minus(unit.getDuration().multipliedBy(Long.parseLong(ago.group(1))));
    }
    String minute = written.replace('/', '-').replace(' ', 'T');
    try {
      return LocalDateTime.parse(minute.length() == 10 ? minute + "T00:00" : minute)
          .atZone(ZoneId.of(issues.myself().path("timeZone").asString()))
          .toInstant();
    } catch (DateTimeParseException e) {
      throw new SampleSearch.Refused(
          "Date value '"
              + written
              + "' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm',"
              + " 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '-4w'.");
    }
  }

  private static List<String> values(String field, ObjectNode issue) {
    JsonNode fields = issue.path("fields");
    var values = new ArrayList<String>();
    switch (field) {
      case "id", "key", "issuekey", "issue" -> add(values, issue, "id", "key");
      case "project" -> add(values, fields.path("project"), "id", "key", "name");
      case "assignee", "reporter" -> add(values, fields.path(field), "accountId", "displayName");
      // Who writes below an issue follows it.
      case "watcher" -> authors(values, fields.path("comment").path("comments"));
      case "worklogauthor" -> authors(values, fields.path("worklog").path("worklogs"));
      case "status", "priority", "resolution" -> add(values, fields.path(field), "id", "name");
      case "issuetype", "type" -> add(values, fields.path("issuetype"), "id", "name");
      case "statuscategory" ->
          add(values, fields.path("status").path("statusCategory"), "id", "key", "name");
      case "parent" -> add(values, fields.path("parent"), "id", "key");
      case "component" -> fields.path("components").forEach(c -> add(values, c, "id", "name"));
      case "labels" -> fields.path("labels").forEach(label -> values.add(small(label)));
      default ->
          throw new SampleSearch.Refused(
              "Field '" + field + "' does not exist or you do not have permission to view it.");
    }
    return values;
  }

  private static void authors(List<String> values, JsonNode written) {
    for (JsonNode one : written) add(values, one.path("author"), "accountId", "displayName");
  }

  private static void add(List<String> values, JsonNode node, String... names) {
    for (String name : names) {
      if (node.hasNonNull(name)) values.add(small(node.path(name)));
    }
  }

  private static String small(JsonNode word) {
    return word.asString("").toLowerCase(Locale.ROOT);
  }

  private Comparator<ObjectNode> sorting() {
    Comparator<ObjectNode> byCreation = by("created");
    if (!skip("order")) return byCreation;
    expect("by");
    Comparator<ObjectNode> order = sorted();
    while (skip(",")) order = order.thenComparing(sorted());
    return order.thenComparing(byCreation);
  }

  private Comparator<ObjectNode> sorted() {
    String field = next().toLowerCase(Locale.ROOT);
    Comparator<ObjectNode> order =
        switch (field) {
          case "key", "issuekey" ->
              Comparator.comparing((ObjectNode issue) -> values("project", issue).get(1))
                  .thenComparingLong(SampleIssues::number);
          case "priority" ->
              Comparator.comparing((ObjectNode issue) -> values("priority", issue).get(0))
                  .reversed();
          default -> {
            if (!DATES.containsKey(field)) {
              throw new SampleSearch.Refused(
                  "Field '" + field + "' does not exist or you do not have permission to view it.");
            }
            yield by(Objects.requireNonNull(DATES.get(field)));
          }
        };
    if (skip("desc")) return order.reversed();
    skip("asc");
    return order;
  }

  private static Comparator<ObjectNode> by(String date) {
    return Comparator.comparing(issue -> issue.path("fields").path(date).asString(""));
  }

  private List<String> list() {
    var values = new ArrayList<String>();
    expect("(");
    do values.add(value());
    while (skip(","));
    expect(")");
    return values;
  }

  private String value() {
    String token = next();
    if (token.equalsIgnoreCase("currentUser")) {
      if (skip("(")) expect(")");
      return small(issues.myself().path("accountId"));
    }
    char first = token.charAt(0);
    if (first == '"' || first == '\'') {
      token = token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
    }
    return token.toLowerCase(Locale.ROOT);
  }

  private boolean is(String word) {
    return at < tokens.size() && tokens.get(at).equalsIgnoreCase(word);
  }

  private boolean skip(String word) {
    boolean there = is(word);
    if (there) at++;
    return there;
  }

  private void expect(String word) {
    if (!skip(word)) throw wrong("expecting '" + word + "'");
  }

  private String next() {
    if (at == tokens.size()) throw wrong("expecting more at its end");
    return tokens.get(at++);
  }

  private static SampleSearch.Refused wrong(String where) {
    return new SampleSearch.Refused("Error in the JQL Query: " + where + ".");
  }
}
