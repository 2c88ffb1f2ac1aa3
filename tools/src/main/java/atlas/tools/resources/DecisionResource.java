package atlas.tools.resources;

import atlas.core.live.Subjects;
import atlas.core.memory.Decisions;
import atlas.model.Decision;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;

/** The resource atlas://decision/{id}. */
public final class DecisionResource {
  private static final int LONGEST = 8_000;

  private DecisionResource() {}

  public static ResourceKind kind(Decisions decisions, Subjects subjects) {
    return new ResourceKind(
        Toolset.memory,
        "decision",
        "id",
        "A decision",
        "What was chosen, from what, and why, e.g. D-3.",
        ResourceKind.MARKDOWN,
        (caller, id) -> Content.page(page(decisions.get(caller, id))),
        (caller, prefix, limit) -> decisions.ids(caller, prefix, limit),
        subjects::decision);
  }

  private static String page(Decisions.Kept kept) {
    Decision decision = kept.decision();
    return new Page(decision.shortId() + ": " + decision.title())
        .fact("Choice", decision.choice())
        .fact("Status", decision.status())
        .fact("Supersedes", kept.supersedes())
        .fact("Superseded by", kept.supersededBy())
        .fact("Project", kept.project())
        .fact("Recorded", decision.createdAt())
        .fact("To be reviewed", decision.reviewAt())
        .fact("Outcome", decision.outcome())
        .list("Options", decision.options())
        .block("Why", "decision " + decision.shortId(), decision.rationale(), LONGEST)
        .toString();
  }
}
