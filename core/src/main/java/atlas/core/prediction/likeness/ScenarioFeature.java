package atlas.core.prediction.likeness;

/** What speaks for a scenario of the library being one that a ticket is to be tested with. */
public enum ScenarioFeature {
  /** The ticket's words in the scenario's text, by BM25: the share of what they could have. */
  words,
  /** The share of the ticket's words that the scenario has at all, each by its rarity. */
  words_covered,
  /** Four letters at a time, by BM25, as a share of the best scenario's. */
  letters,
  /** One divided by the rank that it has by its letters. */
  letters_rank,
  /** The ticket's meaning in name and text. */
  whole_means,
  /** The ticket's meaning in folder and name. */
  place_means,
  /** That in the nearest of its passages, and of the tickets that it was a test of. */
  nearest_means,
  /** One divided by the rank that it has by that. */
  nearest_rank,
  /** The words of the best scenario in the same folder, as a share of the best of all. */
  folder_words,
  /** How alike the ticket is to the nearest that was tested with a scenario of the folder. */
  folder_tested,
  /** The same of the part of the product, which is the first of the folders. */
  area_tested,
  /** One divided by how many tickets ago the folder was tested. */
  folder_lately
}
