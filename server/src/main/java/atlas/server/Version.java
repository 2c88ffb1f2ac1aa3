package atlas.server;

import java.util.Objects;

/** Which ATLAS this is. */
public final class Version {
  private Version() {}

  /** The version in the jar's manifest; development when run from classes. */
  public static String text() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
