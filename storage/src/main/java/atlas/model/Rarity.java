package atlas.model;

/** How few have an achievement. */
public enum Rarity {
  common,
  rare,
  epic,
  legendary
}
