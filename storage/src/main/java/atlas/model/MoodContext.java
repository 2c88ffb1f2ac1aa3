package atlas.model;

/** What part of life a mood is of. */
public enum MoodContext {
  work,
  personal,
  general
}
