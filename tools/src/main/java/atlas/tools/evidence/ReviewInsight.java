package atlas.tools.evidence;

import atlas.core.Outside;
import atlas.core.insight.Insights;
import atlas.core.insight.Insights.Kept;
import atlas.core.insight.Insights.Saved;
import atlas.core.insight.Verdicts;
import atlas.model.Caller;
import atlas.model.Cited;
import atlas.model.Insight;
import atlas.model.Refusal;
import atlas.model.Verdict;
import atlas.tools.AsksPerson.Question;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tool review_insight. */
public final class ReviewInsight {
  private static final int LONGEST_FEEDBACK = 2_000;
  private static final int MOST_CITES = 50;

  private ReviewInsight() {}

  public record Input(
      @Doc("The insight, e.g. I-4.") @Limits(min = 1, max = 64) String insight,
      @Doc("With a token: what the person says of it.") @Nullable Verdict verdict,
      @Doc("With a token: why, in the person's words.") @Limits(min = 1, max = LONGEST_FEEDBACK)
          @Nullable String feedback,
      @Doc("Where the client can't ask: what atlas insight validate showed the person.")
          @Limits(min = 1, max = 40)
          @Nullable String token) {}

  public record Output(
      String insight,
      @Doc("None while the person has said nothing.") @Nullable Verdict verdict,
      List<String> effects) {}

  public static Tool<Input, Output> tool(Insights insights, Verdicts verdicts) {
    return Tool.of(
            Toolset.evidence,
            "review_insight",
            "Have an insight reviewed",
            """
            Asks the person whether an insight is so, and keeps their word: validated or rejected, \
            and why. Their client shows them the question; where it can't, they get a token from \
            atlas insight validate in a terminal of their own.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> withToken(verdicts, caller, input))
        .asking((caller, input) -> question(insights, verdicts, caller, input))
        .onRequest();
  }

  private static Output withToken(Verdicts verdicts, Caller caller, Input input) {
    if (input.token() != null && input.verdict() == null) {
      throw Refusal.invalid("Give the person's verdict with the token: validated or rejected.");
    }
    // Without a token there is nothing to keep, and the refusal says how to get one.
    Verdict verdict = input.verdict() == null ? Verdict.rejected : input.verdict();
    return output(
        verdicts.withToken(
            caller, new Verdicts.Word(input.insight(), verdict, input.feedback()), input.token()));
  }

  private static Optional<Question<Output>> question(
      Insights insights, Verdicts verdicts, Caller caller, Input input) {
    if (input.token() != null || verdicts.isRepeat(caller)) return Optional.empty();
    Kept kept = insights.get(caller, input.insight());
    Insight insight = kept.insight();
    return Optional.of(
        new Question<>(
            message(kept),
            form(),
            (then, filledIn) -> {
              var word =
                  new Verdicts.Word(insight.shortId(), verdict(filledIn), feedback(filledIn));
              return output(verdicts.asAsked(then, kept, word));
            },
            new Output(
                insight.shortId(),
                insight.verdict(),
                List.of("The person would rather not say; nothing changed"))));
  }

  private static String message(Kept kept) {
    Insight insight = kept.insight();
    var message = new StringBuilder("Is this so? ");
    message.append(
        insight.measure() == null
            ? Outside.line(insight.actor()) + " wrote of your work"
            : "ATLAS computed from your work");
    message.append(
        " (%s, %s, %d %% sure):\n\n"
            .formatted(insight.shortId(), insight.type(), Math.round(100 * insight.confidence())));
    message.append(Outside.line(insight.title())).append("\n\n");
    // The whole of it: what is not shown is not said yes to.
    message.append(Outside.text(insight.content()));
    if (!kept.cited().isEmpty()) message.append("\n\nIt rests on:");
    for (Cited cited : kept.cited().subList(0, Math.min(MOST_CITES, kept.cited().size()))) {
      message.append("\n- ").append(kept.line(cited));
    }
    int more = kept.cited().size() - MOST_CITES;
    if (more > 0) message.append("\n- and ").append(more).append(" more");
    if (kept.removed() > 0) {
      message.append("\n- and ").append(kept.removed()).append(" that were removed since");
    }
    return message.toString();
  }

  private static Map<String, Object> form() {
    var properties = new LinkedHashMap<String, Object>();
    properties.put(
        "verdict",
        Map.of(
            "type",
            "string",
            "title",
            "Verdict",
            "description",
            "validated: it is so; rejected: it is not.",
            "enum",
            List.of(Verdict.validated.name(), Verdict.rejected.name())));
    properties.put(
        "feedback",
        Map.of(
            "type",
            "string",
            "title",
            "Why",
            "description",
            "What is right or wrong about it, if you like to say.",
            "maxLength",
            LONGEST_FEEDBACK));
    var form = new LinkedHashMap<String, Object>();
    form.put("type", "object");
    form.put("properties", properties);
    form.put("required", List.of("verdict"));
    return form;
  }

  private static Verdict verdict(Map<String, Object> filledIn) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.name().equals(filledIn.get("verdict"))) return verdict;
    }
    throw Refusal.invalid("The client gave no verdict of the person's: validated or rejected.");
  }

  private static @Nullable String feedback(Map<String, Object> filledIn) {
    if (!(filledIn.get("feedback") instanceof String text) || text.isBlank()) return null;
    String plain = text.strip();
    return plain.length() <= LONGEST_FEEDBACK ? plain : plain.substring(0, LONGEST_FEEDBACK);
  }

  private static Output output(Saved saved) {
    return new Output(saved.insight(), saved.verdict(), saved.effects());
  }
}
