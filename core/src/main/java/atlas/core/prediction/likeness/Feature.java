package atlas.core.prediction.likeness;

/**
 * What speaks for two tickets being about the same. Words are the share of what the asked text has
 * that the other one has, by BM25, about 0 to 1; meanings are cosines.
 */
public enum Feature {
  summary_words_in_text,
  text_words_in_summary,
  text_words_in_text,
  summary_means_summary,
  text_means_text,
  /** The share of the components of both that both have, 0 to 1. */
  same_components,
  /** How near in time they were made: minus the logarithm of the months between them and one. */
  near_in_time
}
