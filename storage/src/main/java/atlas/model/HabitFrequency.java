package atlas.model;

/** How often a habit is to be done. */
public enum HabitFrequency {
  /** On each day. */
  daily,
  /** On so many days of a week. */
  weekly,
  /** Again within so many days. */
  custom
}
