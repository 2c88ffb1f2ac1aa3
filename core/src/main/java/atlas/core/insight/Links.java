package atlas.core.insight;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Which addresses of others a page of ours leads to. */
final class Links {
  private Links() {}

  /** The address if it is one of the web and says nothing else in between; null if not. */
  static @Nullable String http(@Nullable String address) {
    if (address == null) return null;
    try {
      URI uri = new URI(address.strip());
      String scheme = uri.getScheme();
      boolean web = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
      if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) return null;
      // Brackets end a link in Markdown.
      return uri.toASCIIString().replace("(", "%28").replace(")", "%29");
    } catch (URISyntaxException notOne) {
      return null;
    }
  }
}
