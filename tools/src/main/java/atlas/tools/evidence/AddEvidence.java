package atlas.tools.evidence;

import atlas.core.Outside;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.Evidences.Said;
import atlas.model.EvidenceSource;
import atlas.model.Refusal;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool add_evidence. */
public final class AddEvidence {
  private AddEvidence() {}

  public record Input(
      @Doc("To change one, e.g. E-5; what a source says of it stays as it is.")
          @Limits(min = 1, max = 64)
          @Nullable String evidence,
      @Doc("What was done.") @Limits(min = 1, max = 500) @Nullable String title,
      @Doc("What shows it, in words; needed unless there are attachments.")
          @Limits(min = 1, max = 20_000)
          @Nullable String content,
      @Doc("The same in a sentence.") @Limits(min = 1, max = 2000) @Nullable String summary,
      @Doc("Where the original is.") @Limits(min = 1, max = 2000) @Nullable String sourceUrl,
      @Doc("When it was done, with zone; default now.") @Nullable Instant happenedAt,
      @Doc("The issue it belongs to.") @Limits(min = 1, max = 64) @Nullable String ticketKey,
      @Doc("One word, such as delivery, testing, mentoring.") @Limits(min = 1, max = 50)
          @Nullable String category,
      @Doc("Replaces those it has.") @Limits(max = 20, each = 50) @Nullable List<String> tags,
      @Doc("Whole paths of files on this machine, up to 10 MiB each.")
          @Limits(min = 1, max = 10, each = 4000)
          @Nullable List<String> attachments,
      @Doc(
              "Model and version, when category, tags, sentiment and key_phrases are a model's"
                  + " suggestions: they are kept beside it.")
          @Limits(min = 1, max = 200)
          @Nullable String suggestedBy,
      @Doc("-1 bad to 1 good.") @Limits(min = -1, max = 1) @Nullable Double sentiment,
      @Doc("Its own words.") @Limits(min = 1, max = 20, each = 200)
          @Nullable List<String> keyPhrases) {}

  public record Output(
      String evidence,
      EvidenceSource source,
      String category,
      @Doc("Whether nobody but a source has said so.") boolean categorySuggested,
      List<String> tags,
      @Doc("Such as E-5.1; atlas://evidence/E-5.1 is the file.") List<String> files,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Evidences evidences) {
    return Tool.of(
            Toolset.evidence,
            "add_evidence",
            "Add evidence",
            """
            Keeps proof of something that your person did, for their next review. What sessions, \
            tasks, decisions and synced sources show is kept without being asked.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> output(evidences.add(caller, add(input))))
        .onRequest();
  }

  private static Evidences.Add add(Input input) {
    return new Evidences.Add(
        input.evidence(),
        input.title(),
        input.content(),
        input.summary(),
        input.sourceUrl(),
        input.happenedAt(),
        input.ticketKey(),
        input.category(),
        input.tags(),
        input.attachments() == null ? List.of() : input.attachments(),
        said(input));
  }

  private static @Nullable Said said(Input input) {
    List<String> phrases = input.keyPhrases() == null ? List.of() : input.keyPhrases();
    if (input.suggestedBy() == null) {
      if (input.sentiment() == null && phrases.isEmpty()) return null;
      throw Refusal.invalid("Say with suggested_by which model found sentiment and key_phrases.");
    }
    return new Said(input.suggestedBy(), input.sentiment(), phrases);
  }

  private static Output output(Evidences.Added added) {
    return new Output(
        added.evidence(),
        added.source(),
        Outside.line(added.category(), 50),
        added.categorySuggested(),
        added.tags().stream().map(tag -> Outside.line(tag, 50)).toList(),
        added.files(),
        added.effects());
  }
}
