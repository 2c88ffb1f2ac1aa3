package atlas.integrations.gitlab;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Which things a list of a {@link FakeGitLab} has, as its parameters ask. */
final class FakeLists {
  private final HttpUrl url;

  FakeLists(HttpUrl url) {
    this.url = url;
  }

  List<ObjectNode> merges(List<ObjectNode> all) {
    String author = url.queryParameter("author_username");
    String reviewer = url.queryParameter("reviewer_username");
    // Left out, the scope is what the asking person made.
    boolean mine = !"all".equals(url.queryParameter("scope"));
    return sorted(
        all,
        merge ->
            (!mine || by(merge, "ann"))
                && (author == null || by(merge, author))
                && (reviewer == null
                    || merge.path("reviewers").values().stream()
                        .anyMatch(r -> r.path("username").asString("").equals(reviewer)))
                && updated(merge));
  }

  List<ObjectNode> issues(List<ObjectNode> all) {
    boolean assigned = Objects.equals(url.queryParameter("scope"), "assigned_to_me");
    return sorted(
        all,
        issue ->
            (assigned ? !issue.path("assignees").isEmpty() : by(issue, "ann")) && updated(issue));
  }

  List<ObjectNode> events(List<ObjectNode> all) {
    LocalDate after = day("after");
    LocalDate before = day("before");
    return all.stream()
        .filter(
            event -> {
              LocalDate day = at(event, "created_at").atOffset(ZoneOffset.UTC).toLocalDate();
              return (after == null || day.isAfter(after))
                  && (before == null || day.isBefore(before));
            })
        .sorted(Comparator.comparing(event -> at(event, "created_at")))
        .toList();
  }

  List<ObjectNode> commits(List<ObjectNode> all, long project) {
    String author = String.valueOf(url.queryParameter("author"));
    Instant since = Instant.parse(String.valueOf(url.queryParameter("since")));
    return all.stream()
        .filter(commit -> commit.path("project_id").asLong() == project)
        // Part of the name or the address, as git does it.
        .filter(commit -> commit.path("author_email").asString("").contains(author))
        .filter(commit -> !at(commit, "committed_date").isBefore(since))
        .toList();
  }

  List<ObjectNode> notes(List<ObjectNode> all, long iid) {
    return all.stream().filter(note -> note.path("noteable_iid").asLong() == iid).toList();
  }

  private List<ObjectNode> sorted(List<ObjectNode> all, Predicate<ObjectNode> which) {
    String order = Objects.requireNonNullElse(url.queryParameter("order_by"), "created_at");
    Comparator<ObjectNode> by = Comparator.comparing(thing -> at(thing, order));
    boolean up = "asc".equals(url.queryParameter("sort"));
    return all.stream().filter(which).sorted(up ? by : by.reversed()).toList();
  }

  private static boolean by(ObjectNode thing, String username) {
    return thing.path("author").path("username").asString("").equals(username);
  }

  private boolean updated(ObjectNode thing) {
    String after = url.queryParameter("updated_after");
    return after == null || at(thing, "updated_at").isAfter(Instant.parse(after));
  }

  private @Nullable LocalDate day(String parameter) {
    String day = url.queryParameter(parameter);
    return day == null ? null : LocalDate.parse(day);
  }

  private static Instant at(ObjectNode thing, String field) {
    return Instant.parse(thing.path(field).asString(""));
  }
}
