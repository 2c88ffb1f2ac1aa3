package atlas.core.tickets;

import atlas.core.FileCache;
import atlas.core.Outside;
import atlas.core.sync.Remote;
import atlas.integrations.RemoteFailure;
import atlas.model.Attachment;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Database;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of a user's issues: listed with the issue, fetched when somebody wants to see one. */
public final class Attachments {
  /** The longest file that is fetched. */
  public static final int MOST_BYTES = 5 * 1024 * 1024;

  /** The longest file that is shown as text. */
  public static final int MOST_TEXT = 256 * 1024;

  private static final Pattern TEXT =
      Pattern.compile(
          "text/.*|application/(?:.*\\+)?(?:json|xml|yaml|x-yaml|javascript|sql|x-sh|x-log)"
              + "|image/svg\\+xml|application/octet-stream");

  /**
   * A file with what is in it.
   *
   * @param text what is in it when that is text
   */
  public record Content(Attachment attachment, byte[] bytes, @Nullable String text) {}

  private final Database database;
  private final Accounts accounts;
  private final FileCache files;

  public Attachments(Database database, Accounts accounts, FileCache files) {
    this.database = database;
    this.accounts = accounts;
    this.files = files;
  }

  /** The file with that number, from the cache or from Jira. */
  public Content read(Caller caller, String attachmentId) {
    Attachment attachment =
        database
            .read(caller, tx -> tx.attachments().find(attachmentId.strip()))
            .orElseThrow(() -> missing(attachmentId));
    database
        .read(caller, tx -> tx.tickets().key(attachment.ticketId()))
        .ifPresent(key -> accounts.checkScope(caller.userId(), key));
    if (attachment.size() > MOST_BYTES) throw tooLong(attachment, attachment.size(), MOST_BYTES);
    String name = attachment.sha256();
    Optional<byte[]> kept = name == null ? Optional.empty() : files.read(name);
    byte[] bytes = kept.isPresent() ? kept.get() : fetched(caller, attachment);
    String text = text(attachment, bytes);
    if (text != null && bytes.length > MOST_TEXT) {
      throw tooLong(attachment, bytes.length, MOST_TEXT);
    }
    return new Content(attachment, bytes, text);
  }

  /** Numbers that begin so, of the latest files first. */
  public List<String> ids(Caller caller, String prefix, int limit) {
    String[] projects = accounts.projects(caller.userId());
    return database.read(caller, tx -> tx.attachments().ids(prefix, projects, limit));
  }

  private byte[] fetched(Caller caller, Attachment attachment) {
    var jira =
        accounts
            .jira(caller.userId())
            .orElseThrow(
                () ->
                    Refusal.unavailable(
                        "This file is not kept here, and no Jira account is configured for you to"
                            + " fetch it with: set JIRA_HOST and its token, and start ATLAS"
                            + " again."));
    var sink = new ByteArrayOutputStream();
    try {
      jira.download(attachment.attachmentId(), MOST_BYTES, sink, Remote.cancellation(caller));
    } catch (RemoteFailure failure) {
      throw Remote.refusal(failure);
    }
    byte[] bytes = sink.toByteArray();
    // Where nothing may be written there is nowhere to write under which name it lies.
    if (!database.readOnly()) {
      files.keep(bytes);
      remember(caller, attachment, FileCache.name(bytes));
    }
    return bytes;
  }

  private void remember(Caller caller, Attachment attachment, String name) {
    if (name.equals(attachment.sha256())) return;
    database.write(
        caller,
        tx -> {
          tx.attachments().fetched(attachment.id(), name, tx.at());
          return name;
        });
  }

  private static @Nullable String text(Attachment attachment, byte[] bytes) {
    String type = attachment.mimeType();
    String plain = type == null ? "text/plain" : type.replaceFirst(";.*", "").strip();
    if (!TEXT.matcher(plain.toLowerCase(Locale.ROOT)).matches()) return null;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException other) {
      return null;
    }
  }

  private static Refusal missing(String attachmentId) {
    return Refusal.notFound(
        "There is no attachment "
            + Outside.line(attachmentId, 40)
            + " among your issues; get_issue with include attachments lists those of an issue.");
  }

  private static Refusal tooLong(Attachment attachment, long bytes, int most) {
    return Refusal.invalid(
        "%s has %d KB, and %d KB is the most that is given out; open it in Jira."
            .formatted(
                Outside.line(attachment.filename(), 100), (bytes + 1023) / 1024, most / 1024));
  }
}
