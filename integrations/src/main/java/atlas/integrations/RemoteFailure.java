package atlas.integrations;

import org.jspecify.annotations.Nullable;

/**
 * What another system did not give us, and why: a sentence for the person that says what to do
 * next. It names no host, no address, no query and no secret, so that it may be shown and logged.
 */
public final class RemoteFailure extends RuntimeException {
  /** What went wrong, as far as a program acts on it. */
  public enum Kind {
    /** The other system does not accept our token. */
    UNAUTHORIZED,
    /** It knows us and does not let us. */
    FORBIDDEN,
    /** It has no such thing, or does not show it to us. */
    NOT_FOUND,
    /** It asks us to slow down. */
    LIMITED,
    /** No answer, or one that says that it is down. */
    UNREACHABLE,
    /** An answer that makes no sense: a page, half a document, another shape. */
    BROKEN,
    /** It refuses the request itself, in its own words. */
    REFUSED,
    /** It no longer knows the place in a list where we wanted to go on. */
    EXPIRED,
    /** Our own settings keep us from it; nothing was asked for. */
    LEFT_OUT
  }

  private final Kind kind;
  private final @Nullable Long retryAfterSeconds;
  private final boolean outcomeUnknown;

  private RemoteFailure(
      Kind kind, String sentence, @Nullable Long retryAfterSeconds, boolean outcomeUnknown) {
    // Without cause and trace: the causes of network failures name hosts and addresses.
    super(sentence, null, false, false);
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
    this.outcomeUnknown = outcomeUnknown;
  }

  /** A failure of which nobody knows how long it lasts. */
  public static RemoteFailure of(Kind kind, String sentence) {
    return new RemoteFailure(kind, sentence, null, false);
  }

  /** A failure that may be over after so many seconds. */
  public static RemoteFailure until(Kind kind, String sentence, @Nullable Long retryAfterSeconds) {
    return new RemoteFailure(kind, sentence, retryAfterSeconds, false);
  }

  public Kind kind() {
    return kind;
  }

  /** What is wrong and what to do next. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /** The same failure of a change that the other system may have made all the same. */
  public RemoteFailure afterSending() {
    return new RemoteFailure(kind, sentence(), retryAfterSeconds, true);
  }

  /**
   * Whether what we wanted changed may be changed already: look before sending it again. When
   * false, the other system surely did nothing.
   */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }

  /** After how many seconds to try again, where the other system said so. */
  public @Nullable Long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
