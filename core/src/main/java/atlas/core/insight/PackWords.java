package atlas.core.insight;

import atlas.core.insight.Pack.Figure;
import atlas.core.insight.Pack.Gap;
import atlas.core.insight.Pack.LeftOut;
import atlas.core.insight.Pack.Piece;
import atlas.core.insight.Pack.Said;
import atlas.core.insight.Pack.Theme;
import atlas.model.InsightType;
import java.util.ArrayList;
import java.util.List;

/** What a pack says in words, on whatever page. */
final class PackWords {
  static final String NOTHING = "Nothing is recorded.";
  static final String NO_GAP = "There is none of a working week or more.";

  private PackWords() {}

  static String title(Pack pack) {
    return "Review of " + pack.name() + ", " + pack.from() + " to " + pack.to();
  }

  /** What this is, and what it rests on. */
  static String intro(Pack pack) {
    return "Made by ATLAS on "
        + pack.madeOn()
        + " from what is recorded. Each line names the evidence that it rests on, which is listed"
        + " at the end; what no evidence shows is not here. Days are those of "
        + (pack.timeZone().equals("Z") ? "UTC" : pack.timeZone())
        + "."
        + (pack.audience() == Audience.self
            ? ""
            : " Insights are here as far as " + pack.name() + " validated them.");
  }

  static String heading(InsightType type) {
    return switch (type) {
      case achievement -> "Achievements";
      case strength -> "Strengths";
      case improvement -> "To improve";
      case trend -> "Trends";
    };
  }

  /** Whose word it is and how sure. */
  static String said(Said said) {
    String by = said.computed() ? "computed by ATLAS, " : "";
    String verdict = said.verdict() == null ? "not validated yet" : said.verdict().name();
    return "%s, %s%s, %d %% sure"
        .formatted(said.insight(), by, verdict, Math.round(100 * said.confidence()));
  }

  static String piece(Piece piece) {
    return piece.ticketKey() == null ? piece.title() : piece.ticketKey() + ": " + piece.title();
  }

  /** When it was done. */
  static String days(Piece piece) {
    if (piece.finishedOn() != null) return "finished " + piece.finishedOn();
    return piece.from().equals(piece.to())
        ? piece.to().toString()
        : piece.from() + " to " + piece.to();
  }

  static String theme(Theme theme) {
    String by =
        switch (theme.kind()) {
          case suggested_tag -> ", a suggested tag";
          case suggested_category -> ", a suggested category";
          default -> "";
        };
    String pieces = theme.count() == 1 ? "1 piece of work" : theme.count() + " pieces of work";
    return pieces + by;
  }

  static String counted(Figure figure) {
    return figure.refs().isEmpty() ? "" : "of " + String.join(", ", figure.refs());
  }

  static String gap(Gap gap) {
    return "%s to %s: nothing is recorded on %d weekdays"
        .formatted(gap.from(), gap.to(), gap.weekdays());
  }

  /** What is not in it, as far as the audience may know. */
  static List<String> leftOut(Pack pack) {
    LeftOut left = pack.leftOut();
    var lines = new ArrayList<String>();
    if (left.evidence() > 0) {
      lines.add(counted(left.evidence(), "older piece") + " of evidence: take a shorter period");
    }
    if (left.olderInsights()) lines.add("Older insights: take a shorter period");
    if (pack.audience() == Audience.manager) return lines;
    if (left.rejected() > 0) lines.add(counted(left.rejected(), "insight") + " that you rejected");
    if (left.unsupported() > 0) {
      lines.add(counted(left.unsupported(), "insight") + " all of whose evidence was removed");
    }
    return lines;
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  static String recorded(Pack pack) {
    return "Evidence by " + TrendWords.parts(pack.recorded());
  }
}
