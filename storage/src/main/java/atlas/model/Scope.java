package atlas.model;

import java.util.Locale;

/** What a caller may do: a token is issued for one or both. */
public enum Scope {
  READ,
  WRITE;

  /** The scope as it stands in tokens and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
