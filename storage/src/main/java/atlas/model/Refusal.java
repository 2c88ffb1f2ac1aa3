package atlas.model;

import java.util.Locale;
import java.util.Map;

/**
 * An answer of "no" that the caller can act on: a sentence that says what to do next. Anything else
 * that is thrown is a bug or an outage of ours.
 */
public final class Refusal extends RuntimeException {
  /** What kind of "no" it is; the first word of the text that a client sees. */
  public enum Kind {
    NOT_FOUND,
    INVALID,
    CONFLICT,
    FORBIDDEN,
    UNAVAILABLE;

    /** The kind as it stands on the wire. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final Map<String, Object> details;

  private Refusal(Kind kind, String sentence, Map<String, Object> details) {
    super(sentence, null, false, false);
    this.kind = kind;
    this.details = Map.copyOf(details);
  }

  public Kind kind() {
    return kind;
  }

  /** The sentence: what is wrong and what to do next. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /** What a program may want to read: allowed values, nearest names, seconds to wait. */
  public Map<String, Object> details() {
    return details;
  }

  /** The same refusal with one more detail for programs. */
  public Refusal with(String name, Object value) {
    var more = new java.util.HashMap<>(details);
    more.put(name, value);
    return new Refusal(kind, sentence(), more);
  }

  public static Refusal notFound(String sentence) {
    return new Refusal(Kind.NOT_FOUND, sentence, Map.of());
  }

  public static Refusal invalid(String sentence) {
    return new Refusal(Kind.INVALID, sentence, Map.of());
  }

  public static Refusal conflict(String sentence) {
    return new Refusal(Kind.CONFLICT, sentence, Map.of());
  }

  public static Refusal forbidden(String sentence) {
    return new Refusal(Kind.FORBIDDEN, sentence, Map.of());
  }

  public static Refusal unavailable(String sentence) {
    return new Refusal(Kind.UNAVAILABLE, sentence, Map.of());
  }
}
