package atlas.core.activity;

import atlas.core.sync.Runs;
import atlas.model.Json;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How far a run has come; kept with it, so that another process can go on from there.
 *
 * @param page of the step's list; null for the first
 * @param part which of the step's lists: the first day of some, or the number of one
 * @param pushed projects that the user pushed to, whose commits are looked at
 * @param known projects of Jira whose keys were looked for
 * @param of whose GitLab account it is
 */
record GitLabPlace(
    Step step,
    @Nullable String page,
    @Nullable String part,
    List<Long> pushed,
    List<String> known,
    String of) {
  private static final int MOST_PROJECTS = 500;

  /** What a run does, in this order. */
  enum Step {
    /** Merge requests that the user made. */
    MERGES,
    /** Merge requests that they were asked to review. */
    REVIEWS,
    /** Issues that they wrote. */
    WRITTEN,
    /** Issues that they were to see to. */
    ASSIGNED,
    /** What GitLab says they did: comments, reviews nobody asked for, where they pushed. */
    EVENTS,
    /** Commits where they pushed. */
    COMMITS,
    /** Which issues of Jira commits belong to by the merge requests that bring them. */
    BROUGHT,
    /** Which issues of Jira it all belongs to, where that is known only now. */
    LINKS,
    END
  }

  GitLabPlace {
    pushed = List.copyOf(pushed);
    known = List.copyOf(known);
  }

  /**
   * Where a run begins.
   *
   * @param before how far the last whole one came, if there was one
   */
  static GitLabPlace beginning(String of, @Nullable JsonNode before) {
    List<String> known = before == null ? List.of() : read(before, of).known();
    return new GitLabPlace(Step.MERGES, null, null, List.of(), known, of);
  }

  /** The place in JSON; the beginning when it is none of that. */
  static GitLabPlace read(@Nullable JsonNode json, String of) {
    if (!Runs.isOf(json, of)) return beginning(of, null);
    try {
      return Json.MAPPER.treeToValue(json, GitLabPlace.class);
    } catch (JacksonException another) {
      // Of another version: doing it all again does no harm.
      return beginning(of, null);
    }
  }

  JsonNode json() {
    return Json.MAPPER.valueToTree(this);
  }

  /** The next page of the same list, or after the last one the next step. */
  GitLabPlace after(@Nullable String nextPage) {
    return nextPage == null ? next() : new GitLabPlace(step, nextPage, part, pushed, known, of);
  }

  /** The next page of the same list, or after the last one the first of another. */
  GitLabPlace after(@Nullable String nextPage, String nextPart) {
    String same = nextPage == null ? nextPart : part;
    return new GitLabPlace(step, nextPage, same, pushed, known, of);
  }

  GitLabPlace next() {
    Step after = Step.values()[Math.min(step.ordinal() + 1, Step.END.ordinal())];
    return new GitLabPlace(after, null, null, pushed, known, of);
  }

  /** The same, with more projects that were pushed to. */
  GitLabPlace pushedTo(Collection<Long> projects) {
    Set<Long> all = new LinkedHashSet<>(pushed);
    all.addAll(projects);
    List<Long> some = new ArrayList<>(all);
    some = some.subList(0, Math.min(some.size(), MOST_PROJECTS));
    return new GitLabPlace(step, page, part, some, known, of);
  }

  /** The same, once the keys of these projects were looked for. */
  GitLabPlace knowing(List<String> projects) {
    return new GitLabPlace(step, page, part, pushed, projects, of);
  }

  /** The day that the part begins with. */
  LocalDate day(LocalDate first) {
    return part == null ? first : LocalDate.parse(part);
  }

  /** The number of the part. */
  int number() {
    return part == null ? 0 : Integer.parseInt(part);
  }
}
