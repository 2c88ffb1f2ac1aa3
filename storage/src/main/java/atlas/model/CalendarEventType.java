package atlas.model;

/** What has a place in a person's calendar. */
public enum CalendarEventType {
  testing_session,
  personal_task,
  jira_deadline,
  reminder,
  custom
}
