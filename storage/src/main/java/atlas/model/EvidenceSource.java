package atlas.model;

/** Where evidence comes from. The constants are the names on every floor. */
public enum EvidenceSource {
  manual,
  jira,
  gitlab,
  upload,
  session,
  task,
  decision;

  /** Whether somebody gave it by hand, so that title and content are theirs to change. */
  public boolean byHand() {
    return this == manual || this == upload;
  }
}
