package atlas.model;

import java.math.BigDecimal;

/** How a person feels. */
public enum Mood {
  great("5.0"),
  good("4.0"),
  neutral("3.0"),
  frustrated("2.0"),
  tired("2.5"),
  stressed("2.0");

  private final BigDecimal score;

  Mood(String score) {
    this.score = new BigDecimal(score);
  }

  /** What it is from 1, the worst, to 5 where the person says no other. */
  public BigDecimal score() {
    return score;
  }
}
