package atlas.integrations.jira;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A query in Jira's language, built from typed pieces alone: nothing that a model or a ticket says
 * gets into it but as a quoted value. What it says is never shown.
 */
public final class Jql {
  private static final int MOST_VALUES = 1000;
  private static final int LONGEST_CLAUSE = 4000;

  // The minute is the finest that Jira's dates know.
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm", Locale.ROOT);
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern ORDER = Pattern.compile("(?i)\\border\\s+by\\b");

  private final String where;
  private final String order;

  private Jql(String where, String order) {
    this.where = where;
    this.order = order;
  }

  /** Assigned to whom the token belongs to. */
  public static Jql assignedToMe() {
    return new Jql("assignee = currentUser()", "");
  }

  /** Done, in every language. */
  public static Jql done() {
    return new Jql("statusCategory = Done", "");
  }

  /** That the token's person is to see to, wrote, or follows, as who comments does by default. */
  public static Jql ofMine() {
    return assignedToMe()
        .or(new Jql("reporter = currentUser()", ""))
        .or(new Jql("watcher = currentUser()", ""));
  }

  /** That the token's person booked time on; a Jira that counts no time refuses it. */
  public static Jql bookedByMe() {
    return new Jql("worklogAuthor = currentUser()", "");
  }

  /** In one of these projects. */
  public static Jql projects(Collection<String> keys) {
    return new Jql("project in " + list(keys), "");
  }

  /**
   * Changed since the minute of that instant, or a little earlier; Jira knows no finer time.
   *
   * @param zone the one that Jira reads dates in: that of {@link Myself}
   */
  public static Jql updatedSince(Instant instant, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
    // An hour that a clock shows twice is read as either: begin before it.
    ZoneOffsetTransition twice = zone.getRules().getTransition(local);
    if (twice != null && twice.isOverlap()) local = twice.getDateTimeAfter().minusMinutes(1);
    return new Jql("updated >= \"" + MINUTE.format(local) + "\"", "");
  }

  /** Not yet done, in every language. */
  public static Jql notDone() {
    return new Jql("statusCategory != Done", "");
  }

  /** These issues, by Jira's numbers; some may be gone. */
  public static Jql ids(Collection<String> ids) {
    for (String id : ids) {
      if (!NUMBER.matcher(id).matches()) {
        throw new IllegalArgumentException("An issue's id is a number.");
      }
    }
    return new Jql("id in " + list(ids), "");
  }

  /** With this label. */
  public static Jql label(String label) {
    return new Jql("labels = " + quoted(label), "");
  }

  /**
   * A condition that an administrator wrote in Jira's language.
   *
   * @throws IllegalArgumentException when it could reach beyond the parentheses it is put in
   */
  public static Jql configured(String clause) {
    String one = UNSEEN.matcher(clause).replaceAll(" ").strip();
    String outside = outsideOfQuotes(one);
    if (one.isEmpty() || one.length() > LONGEST_CLAUSE) {
      throw new IllegalArgumentException(
          "A JQL condition must have between 1 and " + LONGEST_CLAUSE + " characters.");
    }
    if (ORDER.matcher(outside).find()) {
      throw new IllegalArgumentException(
          "A JQL condition must not have an ORDER BY: ATLAS sorts by itself. Leave it out.");
    }
    return new Jql("(" + one + ")", "");
  }

  /** Both this and the other. */
  public Jql and(Jql other) {
    String both = where + " AND " + other.where;
    return new Jql(both, order.isEmpty() ? other.order : order);
  }

  /** This, the other, or both. */
  public Jql or(Jql other) {
    return new Jql("((" + where + ") OR (" + other.where + "))", order);
  }

  /** Oldest first: an order in which an issue that is edited keeps its place. */
  public Jql oldestFirst() {
    return new Jql(where, " ORDER BY created ASC");
  }

  /** In the order of the keys, which no edit changes. */
  public Jql byKey() {
    return new Jql(where, " ORDER BY key ASC");
  }

  /** The same for the same query, and tells nothing of it. */
  public String fingerprint() {
    return UUID.nameUUIDFromBytes(text().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** The query as Jira reads it. */
  String text() {
    return where + order;
  }

  private static String list(Collection<String> values) {
    if (values.isEmpty() || values.size() > MOST_VALUES) {
      throw new IllegalArgumentException("A query takes 1 to " + MOST_VALUES + " values.");
    }
    List<String> quoted = new ArrayList<>();
    for (String value : values) quoted.add(quoted(value));
    return "(" + String.join(", ", quoted) + ")";
  }

  private static String quoted(String value) {
    String one = UNSEEN.matcher(value).replaceAll(" ").strip();
    if (one.isEmpty()) throw new IllegalArgumentException("A value in a query is empty.");
    return "\"" + one.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  // What is between quotes is a value; outside of them no parenthesis may close what we opened.
  private static String outsideOfQuotes(String clause) {
    var outside = new StringBuilder();
    int depth = 0;
    char open = 0;
    for (int i = 0; i < clause.length(); i++) {
      char c = clause.charAt(i);
      if (open != 0) {
        if (c == '\\') i++;
        if (c == open) open = 0;
      } else if (c == '"' || c == '\'') {
        open = c;
      } else {
        if (c == '(') depth++;
        if (c == ')') depth--;
        if (depth < 0 || c == '\\') throw openEnded();
        outside.append(c);
      }
    }
    if (depth != 0 || open != 0) throw openEnded();
    return outside.toString();
  }

  private static IllegalArgumentException openEnded() {
    return new IllegalArgumentException(
        "A JQL condition has a quote or a parenthesis without its partner, or a backslash outside"
            + " of quotes. Mend it.");
  }

  @Override
  public String toString() {
    return "Jql[***]";
  }
}
