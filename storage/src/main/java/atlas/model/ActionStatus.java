package atlas.model;

/** Where an action is; open and blocked ones are still to be done. */
public enum ActionStatus {
  open,
  blocked,
  done,
  dropped;

  /** Whether nothing is to be done any more. */
  public boolean finished() {
    return this == done || this == dropped;
  }
}
