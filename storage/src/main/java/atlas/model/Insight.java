package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that evidence shows of a person's work.
 *
 * @param confidence how sure its author is, 0 to 1
 * @param evidence what it cites
 * @param actor who wrote it
 * @param measure what ATLAS computed it from; null where somebody wrote it
 * @param figures the numbers of one that was computed
 * @param fromDay the first day that one that was computed is about
 * @param toDay the last one
 * @param verdict what the person says of it; null until then
 * @param feedback why
 * @param reviewedBy for whom or by whom the person said it: the actor
 */
public record Insight(
    UUID id,
    int number,
    InsightType type,
    String title,
    String content,
    double confidence,
    List<UUID> evidence,
    String actor,
    @Nullable Measure measure,
    @Nullable JsonNode figures,
    @Nullable LocalDate fromDay,
    @Nullable LocalDate toDay,
    @Nullable Verdict verdict,
    @Nullable String feedback,
    @Nullable String reviewedBy,
    @Nullable Instant reviewedAt,
    Instant createdAt) {

  /** The short id: I-4. */
  public String shortId() {
    return Ref.Kind.INSIGHT.shortId(number);
  }

  /** The same after the person's word. */
  public Insight reviewed(Verdict verdict, @Nullable String feedback, String actor, Instant at) {
    return new Insight(
        id,
        number,
        type,
        title,
        content,
        confidence,
        evidence,
        this.actor,
        measure,
        figures,
        fromDay,
        toDay,
        verdict,
        feedback,
        actor,
        at,
        createdAt);
  }

  /** The same before the person said a word of it. */
  public Insight unreviewed() {
    return new Insight(
        id,
        number,
        type,
        title,
        content,
        confidence,
        evidence,
        actor,
        measure,
        figures,
        fromDay,
        toDay,
        null,
        null,
        null,
        null,
        createdAt);
  }
}
