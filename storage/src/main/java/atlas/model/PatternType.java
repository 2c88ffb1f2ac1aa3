package atlas.model;

/** What a pattern teaches. */
public enum PatternType {
  /** It was tried, and is worth trying again. */
  effective_scenario,
  /** It found bugs more than once: this is what breaks there. */
  bug_pattern,
  /** It was tried often and never found anything: its time may be better spent. */
  time_optimization
}
