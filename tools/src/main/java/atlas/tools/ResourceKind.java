package atlas.tools;

import atlas.core.live.Subject;
import atlas.model.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients read by address, all of one kind: how it is called, how one is read, and which there
 * are. The address is atlas://name/{argument}, or atlas://name where there is one alone.
 *
 * @param name of the kind, as in the address
 * @param argument what stands for one of them: key or id; empty where there is one alone
 * @param mimeType of every one; null where each has its own
 * @param finder finds what a client may subscribe to; null where none ever changes
 */
public record ResourceKind(
    Toolset toolset,
    String name,
    String argument,
    String title,
    String description,
    @Nullable String mimeType,
    Reader reader,
    Names names,
    @Nullable Finder finder) {
  /** The pages that we write ourselves. */
  public static final String MARKDOWN = "text/markdown";

  /**
   * What was read: text, or bytes where it is none.
   *
   * @param mimeType of what was read
   */
  public record Content(String mimeType, @Nullable String text, byte @Nullable [] bytes) {
    /** A page of ours. */
    public static Content page(String markdown) {
      return new Content(MARKDOWN, markdown, null);
    }
  }

  /** Reads one of them for a caller; decides nothing. */
  @FunctionalInterface
  public interface Reader {
    Content read(Caller caller, String id);
  }

  /** The ids of a caller's own that begin so, the likeliest first. */
  @FunctionalInterface
  public interface Names {
    List<String> beginning(Caller caller, String prefix, int limit);
  }

  /** Finds one of them for a caller who wants to hear of it; decides nothing. */
  @FunctionalInterface
  public interface Finder {
    Subject find(Caller caller, String id);
  }

  /** The address of one of them, as RFC 6570 writes it. */
  public String uriTemplate() {
    return address() + "{" + argument + "}";
  }

  /** Whether each user has one of it, and no more. */
  public boolean alone() {
    return argument.isEmpty();
  }

  /** The address of each without what stands for it; of one alone, the whole. */
  String address() {
    return "atlas://" + name + (alone() ? "" : "/");
  }
}
