package atlas.model;

/** What a habit is good for. */
public enum HabitCategory {
  work,
  personal,
  health,
  learning
}
