package atlas.model;

/** Where a decision stands. */
public enum DecisionStatus {
  proposed,
  accepted,
  superseded,
  rejected
}
