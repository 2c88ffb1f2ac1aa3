package atlas.model;

/** What an insight is about. The constants are the names on every floor. */
public enum InsightType {
  strength,
  improvement,
  achievement,
  trend
}
