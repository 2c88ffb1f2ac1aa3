package atlas.core.tickets;

import atlas.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How far a run has come; kept with it, so that another process can go on from there.
 *
 * @param page of the step's search, as Jira gave it; null for the first. It may have expired
 */
record SyncPlace(Step step, @Nullable String page) {
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

  static final SyncPlace BEGINNING = new SyncPlace(Step.MINE, null);

  /** The place in JSON; the beginning when it is none. */
  static SyncPlace read(@Nullable JsonNode json) {
    if (json == null || json.isNull()) return BEGINNING;
    try {
      return Json.MAPPER.treeToValue(json, SyncPlace.class);
    } catch (JacksonException another) {
      // Of another version: doing it all again does no harm.
      return BEGINNING;
    }
  }

  JsonNode json() {
    return Json.MAPPER.valueToTree(this);
  }

  /** The next page of the same search, or after the last one the next step. */
  SyncPlace after(@Nullable String nextPage) {
    return nextPage == null ? next() : new SyncPlace(step, nextPage);
  }

  SyncPlace next() {
    return new SyncPlace(Step.values()[Math.min(step.ordinal() + 1, Step.END.ordinal())], null);
  }

  /** The same search from its beginning. */
  SyncPlace again() {
    return new SyncPlace(step, null);
  }
}
