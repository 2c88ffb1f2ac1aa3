package atlas.model;

/** What logged a habit. */
public enum HabitTrigger {
  testing_session,
  manual,
  task_completion
}
