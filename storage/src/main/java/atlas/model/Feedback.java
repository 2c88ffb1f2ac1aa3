package atlas.model;

/** What a person said of a prediction. */
public enum Feedback {
  accepted,
  rejected,
  modified
}
