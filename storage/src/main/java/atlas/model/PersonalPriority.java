package atlas.model;

/** How much a personal task matters, the most important first. */
public enum PersonalPriority {
  critical,
  high,
  medium,
  low
}
