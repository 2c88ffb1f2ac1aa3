package atlas.core.writing;

import atlas.integrations.jira.CreateForm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a project wants to know of a bug, and whether we can tell it. */
final class BugForm {
  // What Jira fills by itself, and what every bug of ours has.
  private static final Set<String> GIVEN =
      Set.of("project", "issuetype", "reporter", "summary", "labels");
  private static final int MOST_NAMED = 10;

  private BugForm() {}

  /** What is not taken, or wanted and not given, and what to do about it; empty when nothing is. */
  static Optional<String> lacks(CreateForm form, String description, @Nullable String priority) {
    for (CreateForm.Field field : form.fields()) {
      if (priority == null || !field.id().equals("priority") || field.allowed().isEmpty()) continue;
      if (!field.allowed().contains(priority)) {
        return Optional.of(
            "The project %s takes no such priority: it has %s. Report it again with one of those."
                .formatted(form.projectKey(), listed(field.allowed())));
      }
    }
    var given = new LinkedHashSet<>(GIVEN);
    if (!description.isBlank()) given.add("description");
    if (priority != null) given.add("priority");
    var ours = new ArrayList<String>();
    var others = new ArrayList<String>();
    for (CreateForm.Field field : form.fields()) {
      if (!field.required() || given.contains(field.id())) continue;
      boolean askable = field.id().equals("priority") || field.id().equals("description");
      (askable ? ours : others).add(named(field));
    }
    if (ours.isEmpty() && others.isEmpty()) return Optional.empty();
    String wants = "The project " + form.projectKey() + " wants of every " + form.type() + ": ";
    if (others.isEmpty()) return Optional.of(wants + listed(ours) + ". Report it again with that.");
    ours.addAll(others);
    return Optional.of(
        wants
            + listed(ours)
            + ". ATLAS can't fill all of that: report the bug in Jira and name it in log_scenario"
            + " with bug_key, or have the project's administrator give the field a default.");
  }

  private static String named(CreateForm.Field field) {
    String name = "\"" + field.name().replaceAll("[\\p{Cc}\\p{Cf}\"]", "") + "\"";
    return field.allowed().isEmpty() ? name : name + " (" + listed(field.allowed()) + ")";
  }

  private static String listed(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    return names.size() > MOST_NAMED ? some + " …" : some;
  }
}
