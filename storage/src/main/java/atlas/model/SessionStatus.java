package atlas.model;

/** Where a session is; active and paused are open. The constants are the words on every floor. */
public enum SessionStatus {
  active,
  paused,
  completed,
  abandoned;

  public boolean open() {
    return this == active || this == paused;
  }
}
