package atlas.server.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where and for whom the HTTP server listens.
 *
 * @param host the address to bind
 * @param port 0 for any that is free
 * @param sse whether the older HTTP+SSE pair is served too
 * @param tokensRequired whether a token is needed even on a loopback address
 * @param maxBodyBytes the longest request body that is read
 * @param allowedOrigins web origins that may call besides loopback ones; their hosts are also
 *     accepted in the Host header, as a reverse proxy sends it
 */
public record HttpSettings(
    String host,
    int port,
    boolean sse,
    boolean tokensRequired,
    int maxBodyBytes,
    List<String> allowedOrigins) {
  /** How long a request body may be unless the operator says otherwise. */
  public static final int DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024;

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

  public HttpSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /** Loopback only, everything on, no token needed. */
  public static HttpSettings local(int port) {
    return new HttpSettings("127.0.0.1", port, true, false, DEFAULT_MAX_BODY_BYTES, List.of());
  }

  /** Whether only this machine can reach the server. */
  public boolean loopback() {
    return isLoopback(host);
  }

  /** Whether every request needs a token: on any address that others can reach, always. */
  public boolean needsToken() {
    return tokensRequired || !loopback();
  }

  /** Judged by the name alone: a resolver's answer may be the attacker's. */
  static boolean isLoopback(String host) {
    return LOOPBACK.matcher(bare(host)).matches();
  }

  /** The host in lower case, without the brackets of an IPv6 address. */
  static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") && lower.endsWith("]")
        ? lower.substring(1, lower.length() - 1)
        : lower;
  }
}
