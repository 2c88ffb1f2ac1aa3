package atlas.core.activity;

import atlas.core.sync.Runs;
import atlas.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How far a run has come; kept with it, so that another process can go on from there.
 *
 * @param page of the step's search, as Jira gave it; null for the first. It may have expired
 * @param restarts how often this run began the step again because a page had expired
 * @param of whose account at which Jira, and which projects
 */
record JiraPlace(Step step, @Nullable String page, int restarts, String of) {
  /** What a run does, in this order. */
  enum Step {
    /** Issues that the user saw to until they were done. */
    RESOLVED,
    /** What they wrote and booked on issues that they have to do with. */
    WRITTEN,
    /** What they booked on others. */
    BOOKED,
    END
  }

  static JiraPlace beginning(String of) {
    return new JiraPlace(Step.RESOLVED, null, 0, of);
  }

  /** The place in JSON; the beginning when it is none of that. */
  static JiraPlace read(@Nullable JsonNode json, String of) {
    if (!Runs.isOf(json, of)) return beginning(of);
    try {
      return Json.MAPPER.treeToValue(json, JiraPlace.class);
    } catch (JacksonException another) {
      // Of another version: doing it all again does no harm.
      return beginning(of);
    }
  }

  JsonNode json() {
    return Json.MAPPER.valueToTree(this);
  }

  /** The next page of the same search, or after the last one the next step. */
  JiraPlace after(@Nullable String nextPage) {
    return nextPage == null ? next() : new JiraPlace(step, nextPage, restarts, of);
  }

  JiraPlace next() {
    Step after = Step.values()[Math.min(step.ordinal() + 1, Step.END.ordinal())];
    return new JiraPlace(after, null, 0, of);
  }

  /** The same search from its beginning. */
  JiraPlace again() {
    return new JiraPlace(step, null, restarts + 1, of);
  }

  /** The same for another run. */
  JiraPlace anew() {
    return new JiraPlace(step, null, 0, of);
  }
}
