package atlas.model;

/**
 * Where something went wrong, in a line for our log: types and places. Never the words of an
 * exception, which may hold anything: hosts, SQL, what somebody wrote.
 */
public final class Fault {
  private static final int CAUSES = 4;
  private static final int PLACES = 4;

  private Fault() {}

  /** The types of an exception and its causes, with the innermost places of our own code. */
  public static String of(Throwable thrown) {
    var line = new StringBuilder();
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < CAUSES; i++) {
      if (i > 0) line.append(", caused by ");
      line.append(cause.getClass().getSimpleName());
      places(cause, line);
      cause = cause.getCause();
    }
    return line.toString();
  }

  private static void places(Throwable thrown, StringBuilder line) {
    int shown = 0;
    for (StackTraceElement place : thrown.getStackTrace()) {
      // The first place of all says which library's, the others which of our steps.
      if (shown > 0 && !place.getClassName().startsWith("atlas.")) continue;
      if (shown == PLACES) return;
      String name = place.getClassName();
      line.append(shown == 0 ? " at " : " < ");
      line.append(name.substring(name.lastIndexOf('.') + 1)).append('.');
      line.append(place.getMethodName()).append(':').append(place.getLineNumber());
      shown++;
    }
  }
}
