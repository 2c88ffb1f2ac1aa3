package atlas.model;

/** What the person says of an insight; before that there is none. */
public enum Verdict {
  validated,
  rejected
}
