package atlas.model;

/** How pages look to a person; system is as their machine does. */
public enum Theme {
  light,
  dark,
  system
}
