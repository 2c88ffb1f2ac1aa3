package atlas.model;

/** What the minutes went into, in session-based test management's three shares. */
public enum Activity {
  test,
  bug,
  setup
}
