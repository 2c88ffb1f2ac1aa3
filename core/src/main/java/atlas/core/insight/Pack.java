package atlas.core.insight;

import atlas.model.InsightType;
import atlas.model.Verdict;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did in a period, with proof of each line: a review pack. Ids are short ones, E-5.
 *
 * @param name of the person whose work it is
 * @param timeZone that its days are of
 * @param finished what came to its end in the period
 * @param trends as ATLAS computed them now
 * @param recorded how much evidence there is, week by week or month by month
 * @param evidence all that is cited, by its number
 */
public record Pack(
    String name,
    Audience audience,
    LocalDate from,
    LocalDate to,
    LocalDate madeOn,
    String timeZone,
    List<Figure> figures,
    List<Said> insights,
    List<Piece> finished,
    List<Theme> themes,
    List<Trend> trends,
    List<Trend.Point> recorded,
    List<Gap> gaps,
    List<Proof> evidence,
    LeftOut leftOut) {
  /**
   * How much of something there was.
   *
   * @param before in the days before, as many
   * @param refs some of what was counted
   */
  public record Figure(String name, String label, double value, double before, List<String> refs) {}

  /**
   * An insight.
   *
   * @param computed whether ATLAS computed it
   * @param verdict null where the person has said nothing
   * @param cites what it cites; nothing where it was computed
   */
  public record Said(
      String insight,
      InsightType type,
      String title,
      String content,
      double confidence,
      boolean computed,
      @Nullable Verdict verdict,
      List<String> cites) {}

  /**
   * A piece of work: all the evidence of one ticket, or one that belongs to none.
   *
   * @param finishedOn when it came to its end, if it did in the period
   * @param cites its evidence, some of it where it has much
   * @param more how much more it has
   */
  public record Piece(
      @Nullable String ticketKey,
      String title,
      LocalDate from,
      LocalDate to,
      @Nullable LocalDate finishedOn,
      List<String> cites,
      int more) {}

  /** By what pieces of work belong together. */
  public enum Kind {
    tag,
    component,
    suggested_tag,
    project,
    category,
    suggested_category,
    /** What shares nothing with others. */
    other
  }

  /**
   * Pieces of work that belong together.
   *
   * @param count of all of them
   * @param pieces the latest
   */
  public record Theme(String name, Kind kind, int count, List<Piece> pieces) {}

  /** Weekdays, one after the other, of which nothing is recorded. */
  public record Gap(LocalDate from, LocalDate to, int weekdays) {}

  /**
   * A piece of evidence.
   *
   * @param day when the work was done
   */
  public record Proof(
      String evidence, LocalDate day, String source, String title, @Nullable String url) {}

  /**
   * What is not in it.
   *
   * @param evidence of the period, beyond the most that is looked at
   * @param waiting insights that the person has said nothing of
   * @param rejected insights that the person rejected
   * @param unsupported insights all of whose evidence was removed
   */
  public record LeftOut(
      int evidence, int waiting, int rejected, int unsupported, boolean olderInsights) {}

  /** The insights of that type. */
  public List<Said> insights(InsightType type) {
    return insights.stream().filter(said -> said.type() == type).toList();
  }
}
