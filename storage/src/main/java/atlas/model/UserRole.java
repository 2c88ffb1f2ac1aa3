package atlas.model;

/** What a person is to others here: a manager may be given their review packs to read. */
public enum UserRole {
  individual,
  manager
}
