package atlas.core.writing;

import atlas.core.Outside;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraTransition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which of the steps that Jira offers is meant by a name or by a kind of status. */
final class Steps {
  private static final int MOST_NAMED = 20;

  private Steps() {}

  /**
   * The step that is meant, none when the issue is there already: by the status it leads to, by its
   * own name, or by the kind of status, if no two of that kind can be reached.
   *
   * @param offered asked for only when the issue is in another status
   */
  static Optional<JiraTransition> towards(
      String wanted, JiraIssue issue, Supplier<List<JiraTransition>> offered) {
    if (wanted.equalsIgnoreCase(issue.status())) return Optional.empty();
    List<JiraTransition> steps = offered.get();
    Optional<JiraTransition> named =
        first(steps, wanted, true).or(() -> first(steps, wanted, false));
    if (named.isPresent()) return named;
    if (issue.statusCategory().equals(category(wanted))) return Optional.empty();
    return Optional.of(byCategory(steps, wanted));
  }

  private static Optional<JiraTransition> first(
      List<JiraTransition> offered, String wanted, boolean byStatus) {
    return offered.stream()
        .filter(step -> wanted.equalsIgnoreCase(byStatus ? step.toStatus() : step.name()))
        .findFirst();
  }

  private static JiraTransition byCategory(List<JiraTransition> offered, String wanted) {
    String category = category(wanted);
    List<JiraTransition> fitting =
        offered.stream().filter(step -> step.toCategory().equals(category)).toList();
    List<String> statuses = names(fitting);
    if (statuses.size() == 1) return fitting.get(0);
    if (statuses.isEmpty()) {
      throw refused(
          "From where the issue is, Jira offers no step to "
              + Outside.line(wanted, 60)
              + ". It offers: "
              + (offered.isEmpty() ? "none to you" : String.join(", ", names(offered)))
              + ".");
    }
    throw refused(
        "Several statuses are meant by "
            + Outside.line(wanted, 60)
            + "; give one of: "
            + String.join(", ", statuses)
            + ".");
  }

  private static List<String> names(List<JiraTransition> steps) {
    return steps.stream()
        .map(step -> Outside.line(step.toStatus().isEmpty() ? step.name() : step.toStatus(), 60))
        .distinct()
        .limit(MOST_NAMED)
        .toList();
  }

  private static RemoteFailure refused(String sentence) {
    return RemoteFailure.of(Kind.REFUSED, sentence);
  }

  /** Jira's three kinds of status, which are the same on every site. */
  private static @Nullable String category(String wanted) {
    return switch (wanted.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ")) {
      case "to do", "todo", "new" -> "new";
      case "in progress", "indeterminate" -> "indeterminate";
      case "done" -> "done";
      default -> null;
    };
  }
}
