package atlas.model;

/** What something was earned with; each has a cap of its own for a day. */
public enum XpCategory {
  work,
  personal,
  habit,
  challenge,
  achievement
}
