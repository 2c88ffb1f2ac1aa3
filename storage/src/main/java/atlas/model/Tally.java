package atlas.model;

/** What can be counted of a person, for an achievement or a challenge; deeds are counted by SQL. */
public enum Tally {
  session_count,
  /** Tickets, each once and on the last day of it. */
  ticket_count,
  /** Tickets of a day, each once on each of its days. */
  day_ticket_count,
  scenario_count,
  bug_count,
  prediction_count,
  task_count,
  personal_task_count,
  decision_count,
  evidence_count,
  habit_count,
  challenge_count,
  /** What work, personal tasks and habits earned. */
  xp,
  /** The longest streak of the testing habit. */
  streak_days,
  level;

  /** Whether it is a number of things that happened, each at its time. */
  public boolean ofDeeds() {
    return this != streak_days && this != level;
  }
}
