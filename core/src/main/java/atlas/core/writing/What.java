package atlas.core.writing;

import atlas.core.Outside;
import atlas.model.RemoteWrite;
import java.util.Objects;

/** What is written to Jira, in words for people. */
public final class What {
  private What() {}

  /** What it is, as the beginning of a sentence. */
  public static String of(RemoteWrite write) {
    return switch (write.kind()) {
      case comment -> "A comment";
      case sheet_comment -> "The session sheet";
      case transition -> "The change to " + text(write, "to", 100);
      case worklog -> "A worklog of " + write.payload().path("seconds").asLong(0) / 60 + " min";
      case bug -> "The bug \"" + text(write, "summary", 120) + "\"";
      case link -> "The link between bug and ticket";
      case label -> "A label";
    };
  }

  /** The same and how far it is. */
  static String line(RemoteWrite write) {
    String error = Objects.requireNonNullElse(write.error(), "");
    return switch (write.status()) {
      case delivered -> of(write) + " is in Jira" + as(write);
      case failed -> of(write) + " is not in Jira. " + error;
      case pending, delivering ->
          error.isEmpty()
              ? of(write) + " goes to Jira as soon as it answers"
              : of(write) + " is not in Jira yet and is tried again. " + error;
    };
  }

  private static String as(RemoteWrite write) {
    return write.kind() == RemoteWrite.Kind.bug ? " as " + write.remoteId() : "";
  }

  private static String text(RemoteWrite write, String field, int length) {
    return Outside.line(write.payload().path(field).asString(""), length);
  }
}
