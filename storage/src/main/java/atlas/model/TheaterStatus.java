package atlas.model;

/** How a theater stands. */
public enum TheaterStatus {
  active,
  warm,
  idle,
  blocked
}
