package atlas.tools.focus;

import atlas.core.Outside;
import atlas.core.focus.NextActions;
import atlas.model.Candidate;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tool get_next_action. */
public final class GetNextAction {
  private static final int ALTERNATIVES = 3;
  private static final String HINT =
      "Nothing that one could go on with is known here. save_task keeps what is to be done;"
          + " the person's Jira issues come with atlas sync jira, in a terminal.";

  private GetNextAction() {}

  public record Input(
      @Doc("Only actions of this theater.") @Limits(min = 1, max = 50) @Nullable String theater,
      @Doc("How many besides the best; default 3.") @Limits(min = 0, max = 20)
          @Nullable Integer alternatives,
      @Doc("concise (default), or detailed with the arithmetic of each.")
          @Nullable Format format) {}

  /** Something that could be done next. */
  public record Next(
      @Doc("action, session, task, review (of a decision), personal_task, ticket.")
          Candidate.Kind kind,
      @Doc("A-2, S-12, T-4, D-3, U-3, or the issue key.") String id,
      String title,
      @Doc("0 to 100.") BigDecimal score,
      @Doc("What the score is the sum of.") @Nullable List<String> arithmetic,
      @Doc("Selected by the person, which goes before any score.") @Nullable Boolean selected,
      @Nullable Boolean pinned,
      @Nullable Boolean blocked,
      @Nullable String theater,
      @Nullable LocalDate due,
      @Nullable String ticketKey,
      @Doc("How to begin.") String begin) {}

  /** Something that another has. */
  public record Held(String id, String title, String holder, @Nullable Instant until) {}

  public record Output(
      @Doc("Nothing where nothing is to be done.") @Nullable Next next,
      List<Next> alternatives,
      @Doc("Left out, since others have claimed them.") List<Held> skipped,
      @Doc("How many were ranked.") int considered,
      @Doc("Where there is nothing.") @Nullable String hint) {}

  public static Tool<Input, Output> tool(NextActions nextActions) {
    return Tool.of(
        Toolset.focus,
        "get_next_action",
        "Get what to do next",
        """
        Says what to do next and why: one ranking of actions, open sessions, ready tasks, due \
        reviews, personal tasks and assigned issues, with how each score comes about.""",
        Effect.READS,
        Input.class,
        Output.class,
        (caller, input) -> {
          int alternatives = input.alternatives() == null ? ALTERNATIVES : input.alternatives();
          var answer =
              nextActions.get(caller, new NextActions.Query(input.theater(), alternatives));
          boolean detailed = Format.isDetailed(input.format());
          List<NextActions.Ranked> ranked = answer.ranked();
          return new Output(
              ranked.isEmpty() ? null : next(ranked.get(0), true),
              ranked.stream().skip(1).map(each -> next(each, detailed)).toList(),
              answer.skipped().stream().map(GetNextAction::held).toList(),
              answer.considered(),
              answer.considered() > 0 ? null : HINT);
        });
  }

  private static Next next(NextActions.Ranked ranked, boolean arithmetic) {
    Candidate candidate = ranked.candidate();
    return new Next(
        candidate.kind(),
        candidate.id(),
        Outside.line(candidate.title()),
        ranked.score(),
        arithmetic ? arithmetic(ranked) : null,
        onlyTrue(candidate.selected()),
        onlyTrue(candidate.pinned()),
        onlyTrue(candidate.blocked()),
        Outside.lineOrNull(candidate.theater()),
        candidate.due(),
        candidate.ticketKey(),
        begin(candidate));
  }

  /** The terms, after what goes before them. */
  private static List<String> arithmetic(NextActions.Ranked ranked) {
    Stream<String> first =
        ranked.candidate().pinned()
            ? Stream.of("pinned, which goes before any score")
            : ranked.candidate().selected()
                ? Stream.of("selected, which goes before any score")
                : Stream.of();
    return Stream.concat(first, ranked.terms().stream().map(Outside::line)).toList();
  }

  private static @Nullable Boolean onlyTrue(boolean value) {
    return value ? Boolean.TRUE : null;
  }

  private static String begin(Candidate candidate) {
    return switch (candidate.kind()) {
      case action ->
          "save_focus_item with select, and log_activity when something was done (toolset focus)";
      case session -> "get_session shows it; log_scenario or end_session go on";
      case task -> "claim_task";
      case review -> "record_decision with its outcome or another review_at";
      case personal_task -> "save_planner_item with done when it is (toolset planner)";
      case ticket -> "get_issue shows it; start_session to test it";
    };
  }

  private static Held held(Candidate candidate) {
    return new Held(
        candidate.id(),
        Outside.line(candidate.title()),
        Outside.line(String.valueOf(candidate.holder()), 100),
        candidate.heldUntil());
  }
}
