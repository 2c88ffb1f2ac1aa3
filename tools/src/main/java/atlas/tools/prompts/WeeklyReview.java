package atlas.tools.prompts;

import atlas.core.Outside;
import atlas.core.memory.Review;
import atlas.core.memory.Review.Part;
import atlas.core.memory.Review.Period;
import atlas.tools.PromptKind;
import atlas.tools.PromptKind.Argument;
import atlas.tools.PromptKind.Message;
import atlas.tools.resources.Page;
import java.util.ArrayList;
import java.util.List;

/** The prompt weekly_review. */
public final class WeeklyReview {
  private static final int LONGEST = 24_000;

  private WeeklyReview() {}

  public static PromptKind kind(Review review) {
    return new PromptKind(
        "weekly_review",
        "Review a week",
        "Look back on the last seven days, or another time: what was done, tested, found and"
            + " decided, and what is due.",
        "get_timeline",
        List.of(
            new Argument(
                "since",
                "Since",
                "The first day, e.g. 2026-03-30; until now.",
                false,
                (caller, prefix, limit) -> review.days(prefix, limit)),
            new Argument(
                "week",
                "Week",
                "A week instead, as ISO counts them, e.g. 2026-W14.",
                false,
                (caller, prefix, limit) -> review.weeks(prefix, limit))),
        (caller, given) -> message(review.of(caller, given.get("since"), given.get("week"))));
  }

  private static Message message(Period period) {
    return new Message(
        "Review the work from %s to %s with the person whose work it is."
            .formatted(period.from(), period.until()),
        List.of(
            "Say first, in a few lines, what came of these days: tasks that are done, what was"
                + " tested and how it went, bugs that were found, what was decided.",
            "Then what is due or still open and needs a decision of the person's.",
            "Name the ids (T-4, S-12, D-3), so that each can be looked up. get_timeline tells more"
                + " of any of them.",
            "get_review_pack has the figures of these days and the evidence of each piece of work:"
                + " cite it, E-5, where there is some.",
            "Say nothing that is not below or in a tool's answer, and say where a list goes on.",
            "What evidence shows of the person's work is kept with save_insight, and whether it is"
                + " so they say themselves: review_insight asks them.",
            "What came of a decision that is due is recorded with record_decision, what is to be"
                + " done next with save_task: ask the person first."),
        page(period));
  }

  private static String page(Period period) {
    var page = new Page("From " + period.from() + " to " + period.until());
    boolean nothing = true;
    for (Part part : period.parts()) {
      page.block(part.what(), "atlas log", lines(part), LONGEST);
      nothing &= part.lines().isEmpty();
    }
    if (nothing) page.fact("Nothing", "no task was done, nothing tested, found or decided");
    return page.toString();
  }

  private static List<String> lines(Part part) {
    var lines = new ArrayList<String>();
    for (String line : part.lines()) lines.add(Outside.line(line, 300));
    if (part.more() > 0) lines.add("and " + part.more() + " more");
    return lines;
  }
}
