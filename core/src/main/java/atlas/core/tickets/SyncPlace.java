package atlas.core.tickets;

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
 * @param of which projects and history are copied: of others it is no place
 */
record SyncPlace(Step step, @Nullable String page, int restarts, String of) {
  /** What a run does, in this order. */
  enum Step {
    /** What is assigned to the user. */
    MINE,
    /** What is configured besides. */
    HISTORY,
    /** Which issues are still the user's, by their ids. */
    ASSIGNED,
    /** Which issues are still there at all. */
    GONE,
    END
  }

  static SyncPlace beginning(String of) {
    return new SyncPlace(Step.MINE, null, 0, of);
  }

  /** The place in JSON; the beginning when it is none of that. */
  static SyncPlace read(@Nullable JsonNode json, String of) {
    if (!Runs.isOf(json, of)) return beginning(of);
    try {
      return Json.MAPPER.treeToValue(json, SyncPlace.class);
    } catch (JacksonException another) {
      // Of another version: doing it all again does no harm.
      return beginning(of);
    }
  }

  JsonNode json() {
    return Json.MAPPER.valueToTree(this);
  }

  /** The next page of the same search, or after the last one the next step. */
  SyncPlace after(@Nullable String nextPage) {
    return nextPage == null ? next() : new SyncPlace(step, nextPage, restarts, of);
  }

  SyncPlace next() {
    Step after = Step.values()[Math.min(step.ordinal() + 1, Step.END.ordinal())];
    return new SyncPlace(after, null, 0, of);
  }

  /** The same search from its beginning. */
  SyncPlace again() {
    return new SyncPlace(step, null, restarts + 1, of);
  }

  /** The same for another run. */
  SyncPlace anew() {
    return new SyncPlace(step, null, 0, of);
  }
}
