package atlas.model;

import java.util.Locale;

/** What a caller may do: a token is issued for reading, writing or both. */
public enum Scope {
  READ,
  WRITE,
  /** Have files of this machine read: who sits at it, and no token. */
  FILES;

  /** The scope as it stands in tokens and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
