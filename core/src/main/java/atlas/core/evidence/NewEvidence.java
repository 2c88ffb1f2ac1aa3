package atlas.core.evidence;

import atlas.core.Words;
import atlas.model.Evidence;
import atlas.model.EvidenceSource;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a source says that somebody did; what is longer than is kept is cut.
 *
 * @param sourceId what the source calls it, for good: the same id is the same evidence
 * @param summary in a few sentences, where the source has that
 * @param happenedAt when the work was done
 * @param ticketKey the issue it belongs to
 * @param category what the source takes it for, as a suggestion; null for none
 * @param suggestedTags what the source would call it
 */
public record NewEvidence(
    EvidenceSource source,
    String sourceId,
    String title,
    @Nullable String summary,
    String content,
    @Nullable String sourceUrl,
    Instant happenedAt,
    @Nullable String ticketKey,
    @Nullable String category,
    List<String> suggestedTags) {
  static final int TITLE = 500;
  static final int SUMMARY = 2_000;
  static final int CONTENT = 20_000;
  static final int URL = 2_000;
  static final int NAME = 50;
  static final int PHRASE = 200;
  static final int TAGS = 20;

  public NewEvidence {
    title = title.isBlank() ? sourceId : cut(title, TITLE);
    summary = summary == null || summary.isBlank() ? null : cut(summary, SUMMARY);
    content = cut(content, CONTENT);
    // Half an address leads nowhere, and what is shown as a link must be one.
    sourceUrl = sourceUrl == null || !isAddress(sourceUrl) ? null : sourceUrl;
    category = category == null || category.isBlank() ? Evidence.GENERAL : name(category);
    suggestedTags = names(suggestedTags);
  }

  /** Whether that is an address of the web. */
  static boolean isAddress(String url) {
    return url.length() <= URL && url.matches("(?i)https?://[^\\s<>\"]+");
  }

  /** Phrases as they are kept: each once, as it was written. */
  static List<String> phrases(List<String> given) {
    Set<String> phrases = new LinkedHashSet<>();
    for (String one : given) {
      if (!one.isBlank() && phrases.size() < TAGS) phrases.add(cut(one, PHRASE));
    }
    return List.copyOf(phrases);
  }

  /** Tags or categories as they are compared: each once, in small letters. */
  static List<String> names(List<String> given) {
    Set<String> names = new LinkedHashSet<>();
    for (String one : given) {
      if (!one.isBlank() && names.size() < TAGS) names.add(name(one));
    }
    return List.copyOf(names);
  }

  /** The same of one. */
  static String name(String given) {
    return cut(Words.plain(given), NAME);
  }

  /** PostgreSQL keeps no character 0, and nobody misses it. */
  private static String cut(String text, int most) {
    String plain = text.replace("\0", "").strip();
    if (plain.length() <= most) return plain;
    int end = Character.isHighSurrogate(plain.charAt(most - 2)) ? most - 2 : most - 1;
    return plain.substring(0, end) + "…";
  }
}
