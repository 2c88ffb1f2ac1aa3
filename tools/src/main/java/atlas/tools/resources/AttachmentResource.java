package atlas.tools.resources;

import atlas.core.Outside;
import atlas.core.tickets.Attachments;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;
import java.util.Objects;

/** The resource atlas://attachment/{id}. */
public final class AttachmentResource {
  private AttachmentResource() {}

  public static ResourceKind kind(Attachments attachments) {
    return new ResourceKind(
        Toolset.tickets,
        "attachment",
        "id",
        "A file of a Jira issue",
        "A file of a Jira issue, at most 5 MB, or 256 KB of text between <outside> marks; get_issue"
            + " with include attachments lists them.",
        null,
        (caller, id) -> content(attachments.read(caller, id)),
        (caller, prefix, limit) -> attachments.ids(caller, prefix, limit),
        null);
  }

  private static Content content(Attachments.Content file) {
    String text = file.text();
    // Marked as what others wrote, it is no longer JSON or whatever it was, but text about that.
    if (text != null) {
      return new Content(
          "text/plain", Outside.block("jira attachment", text, text.length() + 1), null);
    }
    String type = Objects.requireNonNullElse(file.attachment().mimeType(), "");
    boolean plain = type.matches("[A-Za-z0-9.+-]{1,64}/[A-Za-z0-9.+-]{1,100}");
    return new Content(plain ? type : "application/octet-stream", null, file.bytes());
  }
}
