package atlas.integrations;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may be said of an address without asking the network. */
public final class Addresses {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  private Addresses() {}

  /** Whether the host is this machine, by its literal name or address. */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether credentials may be sent there: over https, or to this machine. */
  public static boolean maySeeSecrets(URI address) {
    String host = address.getHost();
    if (host == null) return false;
    if ("https".equalsIgnoreCase(address.getScheme())) return true;
    return "http".equalsIgnoreCase(address.getScheme()) && isLoopback(host);
  }
}
