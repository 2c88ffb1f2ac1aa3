package atlas.core.insight;

/** For whom a review pack is. */
public enum Audience {
  /** The person, with what waits for their word, marked so. */
  self,
  /** Somebody else, to whom the person gives it: with insights only that the person validated. */
  manager
}
