package atlas.model;

/** The halves of a person's days. */
public enum SpaceName {
  personal,
  work
}
