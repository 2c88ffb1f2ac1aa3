package atlas.tools;

import atlas.core.live.Subject;
import atlas.model.Caller;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What clients read by address, all of one kind: how it is called, how one is read, and which there
 * are. The address is atlas://name/{argument}, and atlas://name of what a person has one of.
 *
 * @param name of the kind, as in the address
 * @param argument what stands for one of them: key or id; null where there is one alone
 * @param mimeType of every one; null where each has its own
 * @param finder finds what a client may subscribe to; null where none ever changes
 */
public record ResourceKind(
    Toolset toolset,
    String name,
    @Nullable String argument,
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

  /** What a person has one of: it is read and followed by its name, and listed. */
  public static ResourceKind single(
      Toolset toolset,
      String name,
      String title,
      String description,
      Function<Caller, Content> reader,
      Function<Caller, Subject> finder) {
    return new ResourceKind(
        toolset,
        name,
        null,
        title,
        description,
        MARKDOWN,
        (caller, id) -> reader.apply(caller),
        (caller, prefix, limit) -> List.of(),
        (caller, id) -> finder.apply(caller));
  }

  /** Whether a person has one alone. */
  public boolean isSingle() {
    return argument == null;
  }

  /** The address of one of them, as RFC 6570 writes it; of one alone its address. */
  public String uriTemplate() {
    return argument == null ? "atlas://" + name : address() + "{" + argument + "}";
  }

  /** The address of each without what stands for it. */
  String address() {
    return "atlas://" + name + "/";
  }
}
