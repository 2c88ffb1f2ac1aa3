package atlas.tools.prompts;

import atlas.core.Outside;
import atlas.core.memory.Context;
import atlas.core.memory.Projects;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.tools.PromptKind;
import atlas.tools.PromptKind.Argument;
import atlas.tools.PromptKind.Message;
import atlas.tools.resources.ProjectResource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prompt resume_project. */
public final class ResumeProject {
  private static final int TOKENS = 4_000;

  private ResumeProject() {}

  public static PromptKind kind(Context context, Projects projects) {
    return new PromptKind(
        "resume_project",
        "Take up the work",
        "Take up the work on a project where it stopped, with all that is known of it.",
        "get_project_context",
        List.of(
            new Argument(
                "project",
                "Project",
                "The project's name; the one of the working directory if left out.",
                false,
                projects::names)),
        (caller, given) -> message(context, caller, given.get("project")));
  }

  private static Message message(Context context, Caller caller, @Nullable String project) {
    if (Projects.ALL.equals(project)) {
      throw Refusal.invalid("* stands for all projects; name one.");
    }
    Context.Pack pack = context.get(caller, project, TOKENS);
    var steps = new ArrayList<String>();
    steps.add(
        pack.checkpoint() == null
            ? "There is no checkpoint yet: go by the open tasks and what happened last, and ask the"
                + " person what comes first where that leaves it open."
            : "Go on as the last checkpoint says under \"To go on\", after a look at what happened"
                + " since it was saved.");
    steps.add("Say in a few lines where the work stands before you begin.");
    if (!pack.reviewsDue().isEmpty()) {
      steps.add(
          "Tell the person which decisions are to be reviewed; what came of them is recorded with"
              + " record_decision.");
    }
    steps.add(
        "Take a task with claim_task before you begin with it, so that nobody else does it too;"
            + " action next gives the best one that is ready. Leave those alone that others hold.");
    steps.add(
        "Ask search_memory before you decide anything again, and keep what is decided with"
            + " record_decision.");
    steps.add("Say what came of a task with complete_task.");
    steps.add("When you stop, save where with create_checkpoint.");
    return new Message(
        "Take up the work on the project " + Outside.line(pack.project(), 100) + ".",
        steps,
        ProjectResource.page(pack));
  }
}
