package atlas.model;

/** How a scenario went. */
public enum Result {
  passed,
  failed,
  blocked,
  skipped,
  cannot_reproduce
}
