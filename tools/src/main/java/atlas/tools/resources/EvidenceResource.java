package atlas.tools.resources;

import atlas.core.Outside;
import atlas.core.evidence.Evidences;
import atlas.core.live.Subjects;
import atlas.model.Evidence;
import atlas.model.EvidenceAnalysis;
import atlas.model.EvidenceFile;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import java.util.ArrayList;
import java.util.List;

/** The resource atlas://evidence/{id}. */
public final class EvidenceResource {
  private static final int LONGEST = 20_000;
  private static final int LONGEST_FILE = 256 * 1024;

  private EvidenceResource() {}

  public static ResourceKind kind(Evidences evidences, Subjects subjects) {
    return new ResourceKind(
        Toolset.evidence,
        "evidence",
        "id",
        "Evidence of what was done",
        "What a person did and what shows it, e.g. E-5; or a file of it, e.g. E-5.1, of text the"
            + " first 256 KB between <outside> marks.",
        null,
        (caller, id) ->
            Evidences.isFile(id)
                ? content(evidences.file(caller, id))
                : Content.page(page(evidences.get(caller, id))),
        (caller, prefix, limit) -> evidences.ids(caller, prefix, limit),
        subjects::evidence);
  }

  private static Content content(Evidences.Content file) {
    String text = file.text();
    // Marked as what others wrote, it is no longer JSON or whatever it was, but text about that.
    return text == null
        ? new Content(file.file().mimeType(), null, file.bytes())
        : new Content("text/plain", Outside.block("evidence file", text, LONGEST_FILE), null);
  }

  private static String page(Evidences.Sheet sheet) {
    Evidence evidence = sheet.evidence();
    String category = evidence.category() + (evidence.categorySuggested() ? " (suggested)" : "");
    String source = evidence.source().name();
    return new Page(evidence.shortId() + ": " + evidence.title())
        .fact("Source", source)
        .fact("Done", evidence.happenedAt())
        .fact("Issue", evidence.ticketKey())
        .fact("Original", evidence.sourceUrl())
        .fact("Category", category)
        .fact("Tags", evidence.tags())
        .fact("Suggested tags", evidence.suggestedTags())
        .block("Summary", source, evidence.summary() == null ? "" : evidence.summary(), LONGEST)
        .block("Content", source, evidence.content(), LONGEST)
        .list("Files", sheet.files().stream().map(file -> line(evidence, file)).toList())
        .list("Suggested by models", sheet.analyses().stream().map(a -> line(a)).toList())
        .toString();
  }

  private static String line(Evidence evidence, EvidenceFile file) {
    return "atlas://evidence/%s.%d %s (%s, %d KB)"
        .formatted(
            evidence.shortId(),
            file.position(),
            file.filename(),
            file.mimeType(),
            (file.size() + 1023) / 1024);
  }

  private static String line(EvidenceAnalysis analysis) {
    List<String> parts = new ArrayList<>();
    if (analysis.category() != null) parts.add("category " + analysis.category());
    if (!analysis.tags().isEmpty()) parts.add("tags " + String.join(", ", analysis.tags()));
    if (analysis.sentiment() != null) parts.add("sentiment " + analysis.sentiment());
    if (!analysis.keyPhrases().isEmpty()) {
      parts.add("phrases " + String.join(", ", analysis.keyPhrases()));
    }
    return analysis.model() + ", " + analysis.analysedAt() + ": " + String.join("; ", parts);
  }
}
