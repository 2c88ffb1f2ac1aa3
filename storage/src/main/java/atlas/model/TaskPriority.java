package atlas.model;

/** How much a task matters, the most important first; the database ranks them in this order. */
public enum TaskPriority {
  highest,
  high,
  medium,
  low,
  lowest
}
