package atlas.model;

/** What a completed session says of its ticket. */
public enum Outcome {
  passed,
  failed,
  blocked
}
