package atlas.integrations.jira;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of Jira's language that this project speaks, read as Jira reads it. */
final class FakeJql {
  /** Jira's 400. */
  static final class Wrong extends RuntimeException {
    Wrong(String message) {
      super(message);
    }
  }

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm", Locale.ROOT);
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[()=,]|!=|>=|[^\\s()=,!>\"']+)");

  private final List<String> tokens = new ArrayList<>();
  private final String me;
  private final ZoneId zone;
  private final Predicate<FakeIssue> where;
  private final Comparator<FakeIssue> order;
  private int at;

  FakeJql(String text, String me, ZoneId zone) {
    this.me = me;
    this.zone = zone;
    Matcher token = TOKEN.matcher(text.strip());
    int end = 0;
    while (end < text.strip().length()) {
      if (!token.find(end) || token.start() != end)
        throw new Wrong("Error in the JQL Query at " + end + ".");
      tokens.add(token.group(1));
      end = token.end();
    }
    if (tokens.isEmpty() || is("order")) {
      throw new Wrong(
          "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.");
    }
    this.where = or();
    this.order = sorting();
    if (at < tokens.size()) throw new Wrong("Error in the JQL Query: Expecting AND or OR.");
  }

  boolean finds(FakeIssue issue) {
    return where.test(issue);
  }

  Comparator<FakeIssue> order() {
    return order;
  }

  private Comparator<FakeIssue> sorting() {
    Comparator<FakeIssue> byId = Comparator.comparingLong(issue -> Long.parseLong(issue.id()));
    if (!is("order")) return byId.reversed();
    at++;
    expect("by");
    String field = next().toLowerCase(Locale.ROOT);
    Comparator<FakeIssue> by =
        switch (field) {
          case "created" -> Comparator.comparing(FakeIssue::created);
          case "updated" -> Comparator.comparing(FakeIssue::updated);
          case "key" -> Comparator.comparing(FakeIssue::project).thenComparing(byId);
          default -> throw new Wrong("Field '" + field + "' does not exist.");
        };
    boolean down = is("desc");
    if (down || is("asc")) at++;
    return (down ? by.reversed() : by).thenComparing(byId);
  }

  private Predicate<FakeIssue> or() {
    Predicate<FakeIssue> any = and();
    while (is("or")) {
      at++;
      any = any.or(and());
    }
    return any;
  }

  private Predicate<FakeIssue> and() {
    Predicate<FakeIssue> all = term();
    while (is("and")) {
      at++;
      all = all.and(term());
    }
    return all;
  }

  private Predicate<FakeIssue> term() {
    if (is("(")) {
      at++;
      Predicate<FakeIssue> inner = or();
      expect(")");
      return inner;
    }
    String field = next().toLowerCase(Locale.ROOT);
    String operator = next().toLowerCase(Locale.ROOT);
    List<String> values = values(operator);
    Predicate<FakeIssue> equal =
        switch (field) {
          case "assignee" -> issue -> issue.assignee() != null && values.contains(issue.assignee());
          case "reporter" -> issue -> values.contains(issue.reporter());
          // Who comments follows from then on.
          case "watcher" ->
              issue -> issue.authors(issue.comments()).stream().anyMatch(values::contains);
          case "worklogauthor" ->
              issue -> issue.authors(issue.worklogs()).stream().anyMatch(values::contains);
          case "project" -> issue -> values.contains(issue.project());
          case "labels" -> issue -> issue.labels().stream().anyMatch(values::contains);
          case "id", "issuekey", "key" ->
              issue -> values.contains(issue.id()) || values.contains(issue.key());
          case "issuetype", "type" -> issue -> values.contains(issue.typeName());
          case "statuscategory" -> issue -> values.get(0).equalsIgnoreCase(issue.category());
          case "updated" -> since(values.get(0));
          default ->
              throw new Wrong(
                  "Field '" + field + "' does not exist or you do not have permission to view it.");
        };
    return operator.equals("!=") ? equal.negate() : equal;
  }

  private Predicate<FakeIssue> since(String minute) {
    Instant from = LocalDateTime.parse(minute, MINUTE).atZone(zone).toInstant();
    return issue -> !issue.updated().isBefore(from);
  }

  private List<String> values(String operator) {
    if (!List.of("=", "!=", ">=", "in").contains(operator))
      throw new Wrong("Error in the JQL Query: " + operator);
    if (!operator.equals("in")) return List.of(value());
    var values = new ArrayList<String>();
    expect("(");
    do values.add(value());
    while (next().equals(","));
    return values;
  }

  private String value() {
    String token = next();
    if (token.equalsIgnoreCase("currentUser") && is("(")) {
      at += 2;
      return me;
    }
    char first = token.charAt(0);
    if (first != '"' && first != '\'') return token;
    return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private boolean is(String word) {
    return at < tokens.size() && tokens.get(at).equalsIgnoreCase(word);
  }

  private String next() {
    if (at == tokens.size())
      throw new Wrong("Error in the JQL Query: Expecting more at the end of the query.");
    return tokens.get(at++);
  }

  private void expect(String word) {
    if (!next().equalsIgnoreCase(word))
      throw new Wrong("Error in the JQL Query: Expecting '" + word + "'.");
  }
}
