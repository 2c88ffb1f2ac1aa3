package atlas.integrations.jira;

/** Which of the two Jiras it is. */
public enum Deployment {
  CLOUD,
  DATA_CENTER
}
