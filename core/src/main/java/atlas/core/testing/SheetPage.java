package atlas.core.testing;

import atlas.core.Outside;
import atlas.core.testing.Sheet.Found;
import atlas.core.testing.Sheet.Line;
import atlas.core.testing.Sheet.Suggested;
import atlas.core.testing.Sheet.Suggestion;
import atlas.model.Activity;
import atlas.model.Days;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A sheet as a page in Markdown; what is empty says so, as testers write it. */
final class SheetPage {
  private static final String EMPTY = "#N/A";

  private final StringBuilder page = new StringBuilder();

  private SheetPage() {}

  static String of(Sheet sheet) {
    var made = new SheetPage();
    made.head(sheet);
    made.page.append("\n## Scenarios\n\n");
    if (sheet.scenarios().isEmpty()) made.page.append(EMPTY).append('\n');
    sheet.scenarios().forEach(made::scenario);
    made.page.append("\n## Bugs\n\n");
    if (sheet.bugs().isEmpty()) made.page.append(EMPTY).append('\n');
    sheet.bugs().forEach(made::bug);
    if (!sheet.escaped().isEmpty()) {
      made.page.append("\n## Escaped\n\n");
      for (String key : sheet.escaped()) made.item(key + ", which came to light later");
    }
    if (sheet.suggested() != null) made.suggested(sheet.suggested());
    made.page.append("\n## Notes\n\n");
    if (sheet.notes().isEmpty()) made.page.append(EMPTY).append('\n');
    for (String note : sheet.notes()) made.item(Outside.line(note, 1_000));
    made.debrief(sheet.debrief());
    return made.page.toString();
  }

  private void head(Sheet sheet) {
    page.append("# Session ").append(sheet.session());
    page.append(" on ").append(sheet.ticketKey()).append("\n\n");
    page.append(sheet.charterOffered() ? "**Charter (offered):** " : "**Charter:** ");
    page.append(Outside.line(sheet.charter(), 1_000)).append("\n\n| | |\n|---|---|\n");
    row("Tester", Outside.line(sheet.tester()));
    String status = sheet.status().name();
    row("Status", sheet.outcome() == null ? status : status + ", " + sheet.outcome());
    row("Started", said(sheet.startedAt(), sheet));
    if (sheet.endedAt() != null) row("Ended", said(sheet.endedAt(), sheet));
    row(
        "Duration",
        "%d min (%s), breaks %d min"
            .formatted(sheet.activeMinutes(), sheet.duration(), sheet.breakMinutes()));
    if (sheet.timeboxMinutes() != null) {
      String over = sheet.overMinutes() == null ? "" : ", over by " + sheet.overMinutes() + " min";
      row("Time box", sheet.timeboxMinutes() + " min" + over);
    }
    Sheet.Split split = sheet.split();
    if (split != null) {
      row(
          "Test / bug / setup",
          "%d / %d / %d %%".formatted(split.test(), split.bug(), split.setup()));
    }
    Sheet.Share share = sheet.share();
    if (share != null) {
      row("Charter / opportunity", share.charter() + " / " + share.opportunity() + " %");
    }
    if (!sheet.environment().isEmpty()) {
      row("Environment", Outside.line(String.join("; ", sheet.environment()), 4_000));
    }
  }

  private static String said(Instant at, Sheet sheet) {
    // An answer that was kept for its repeat before there was a zone has none.
    String zone = sheet.timeZone() == null ? "UTC" : sheet.timeZone();
    return Days.said(at, ZoneId.of(zone));
  }

  private void row(String name, String value) {
    page.append("| ").append(name).append(" | ").append(value.replace("|", "\\|")).append(" |\n");
  }

  private void scenario(Line line) {
    var more = new ArrayList<String>();
    if (line.bugKey() != null) more.add(line.bugKey());
    if (line.activity() != Activity.test) more.add(line.activity().name());
    if (Boolean.TRUE.equals(line.opportunity())) more.add("opportunity");
    if (line.minutes() != null) more.add(line.minutes() + " min");
    if (line.prediction() != null) more.add(line.prediction());
    String words = line.result().name().replace('_', ' ');
    item(
        line.id()
            + " **"
            + words
            + "** "
            + Outside.line(line.scenario(), 500)
            + aside(more)
            + (line.notes() == null ? "" : ": " + Outside.line(line.notes(), 500)));
  }

  private void bug(Found bug) {
    String key = bug.key() == null ? "Not in Jira yet" : bug.key();
    String summary = bug.summary() == null ? "" : ": " + Outside.line(bug.summary());
    item(key + summary + aside(bug.scenarios()));
  }

  private static String aside(List<String> words) {
    return words.isEmpty() ? "" : " (" + String.join(", ", words) + ")";
  }

  private void suggested(Suggested suggested) {
    page.append("\n## Suggested\n\n")
        .append(
            "%d predicted, %d tried, %d found a bug"
                .formatted(suggested.made(), suggested.tried(), suggested.foundBug()));
    if (suggested.accuracy() != null) {
      page.append("; ").append(suggested.accuracy()).append(" % were useful");
    }
    page.append("\n\n");
    for (Suggestion one : suggested.predictions()) {
      String came = one.foundBug() ? "found a bug" : one.tried() ? "tried" : "not tried";
      String rated = one.feedback() == null ? "" : ", " + one.feedback();
      item(
          "%s **%s** %s (%d %%%s)"
              .formatted(
                  one.id(), came, Outside.line(one.scenario(), 500), one.confidence(), rated));
    }
  }

  private void debrief(Sheet.Debrief debrief) {
    page.append("\n## Debrief\n\n");
    proof("Past", debrief.past());
    proof("Results", debrief.results());
    proof("Obstacles", debrief.obstacles());
    proof("Outlook", debrief.outlook());
    proof("Feelings", debrief.feelings());
  }

  private void proof(String name, @Nullable String text) {
    String words = Outside.line(Objects.requireNonNullElse(text, EMPTY), 2_000);
    item("**" + name + ":** " + words);
  }

  private void item(String text) {
    page.append("- ").append(text).append('\n');
  }
}
