package atlas.tools.resources;

import atlas.core.live.Subjects;
import atlas.core.memory.Context;
import atlas.core.memory.Projects;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import org.jspecify.annotations.Nullable;

/** The resource atlas://project/{id}. */
public final class ProjectResource {
  private static final int TOKENS = 4_000;
  private static final int LONGEST = 8_000;

  private ProjectResource() {}

  public static ResourceKind kind(Context context, Projects projects, Subjects subjects) {
    return new ResourceKind(
        Toolset.memory,
        "project",
        "id",
        "A project",
        "What a project is for, where the work stopped, what is open and what was decided; by its"
            + " name.",
        ResourceKind.MARKDOWN,
        (caller, id) -> Content.page(page(context.get(caller, id, TOKENS))),
        (caller, prefix, limit) -> projects.names(caller, prefix, limit),
        subjects::project);
  }

  /** The page of a pack. */
  public static String page(Context.Pack pack) {
    Context.Resume resume = pack.checkpoint();
    Page page = new Page("Project " + pack.project()).fact("Goal", pack.goal());
    pack.rules().forEach((name, value) -> page.fact(name, value));
    if (resume != null) {
      String source = "checkpoint " + resume.checkpoint();
      page.fact("Last checkpoint", resume.checkpoint() + ": " + resume.label())
          .fact("Saved", pack.days().said(resume.at()))
          .fact("Repository", resume.repoRef())
          .block("To go on", source, resume.resumeInstructions(), LONGEST)
          .block("Where it stands", source, resume.summary(), LONGEST);
    }
    return page.list("Open tasks", pack.tasks().stream().map(ProjectResource::task).toList())
        .list("To be reviewed", pack.reviewsDue().stream().map(ProjectResource::decided).toList())
        .list("Decided", pack.decisions().stream().map(ProjectResource::decided).toList())
        .list(
            "Open sessions",
            pack.sessions().stream()
                .map(s -> s.session() + " on " + s.ticketKey() + ": " + s.charter())
                .toList())
        .list(
            "What happened",
            pack.events().stream()
                .map(e -> pack.days().said(e.at()) + " " + e.actor() + ": " + e.what())
                .toList())
        .list("Projects", pack.projects().stream().map(p -> p.project() + goal(p.goal())).toList())
        .list("Left out", pack.leftOut())
        .toString();
  }

  private static String task(Context.OpenTask task) {
    return "%s, %s, %s: %s%s"
        .formatted(
            task.task(),
            task.status(),
            task.priority(),
            task.title(),
            task.holder() == null ? "" : " (" + task.holder() + ")");
  }

  private static String decided(Context.Decided decision) {
    return decision.decision() + ", " + decision.title() + ": " + decision.choice();
  }

  private static String goal(@Nullable String goal) {
    return goal == null ? "" : ": " + goal;
  }
}
