package atlas.server.http;

import atlas.model.Caller;
import atlas.model.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Decides who may come in: Host, Origin and bearer token. */
final class Door {
  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");
  private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7e]{1,4096})");

  private final HttpSettings settings;
  private final Function<String, Optional<Caller>> tokens;
  private final Supplier<Caller> local;
  private final Set<String> origins;
  private final Set<String> hosts;

  Door(HttpSettings settings, Function<String, Optional<Caller>> tokens, Supplier<Caller> local) {
    this.settings = settings;
    this.tokens = tokens;
    this.local = local;
    this.origins =
        settings.allowedOrigins().stream().map(Door::plain).collect(Collectors.toUnmodifiableSet());
    this.hosts = origins.stream().map(Door::hostOf).collect(Collectors.toUnmodifiableSet());
  }

  /** Refuses a request that a web page on another site, or a rebound DNS name, brought here. */
  void checkSource(Request request) {
    String host = HttpSettings.bare(Request.getServerName(request));
    if (!knownHost(host)) {
      throw Problem.of(421, "This server does not answer for that host name.");
    }
    List<String> sent = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    for (String origin : sent) {
      if (!listed(origin) && !HttpSettings.isLoopback(hostOf(plain(origin)))) {
        throw Problem.of(403, "Pages of that origin may not use this server.");
      }
    }
  }

  /** Whether the operator named this origin, so that a browser may read what we answer. */
  boolean listed(@Nullable String origin) {
    return origin != null && origins.contains(plain(origin));
  }

  /**
   * Who the request comes from; refuses a missing token where one is needed and a bad one always.
   */
  Visitor admit(Request request) {
    List<String> sent = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    if (sent.isEmpty()) {
      if (settings.needsToken() || forwarded(request)) {
        throw unauthorized("Send a token: Authorization: Bearer …", "");
      }
      return new Visitor(null, local, () -> true);
    }
    var bearer = BEARER.matcher(sent.get(0).strip());
    String token = sent.size() == 1 && bearer.matches() ? bearer.group(1) : "";
    Caller caller =
        Optional.of(token)
            .filter(text -> !text.isEmpty())
            .flatMap(tokens)
            .orElseThrow(
                () ->
                    unauthorized(
                        "That token is not valid; it may have expired or been revoked.",
                        ", error=\"invalid_token\""));
    return new Visitor(caller.userId(), () -> caller, () -> stillGood(token));
  }

  private boolean stillGood(String token) {
    try {
      return tokens.apply(token).isPresent();
    } catch (Refusal unreachable) {
      // The database is away: that is no reason to cut the streams of those who were let in.
      return true;
    }
  }

  private boolean knownHost(String host) {
    if (HttpSettings.isLoopback(host) || hosts.contains(host)) return true;
    if (settings.loopback()) return false;
    String bound = HttpSettings.bare(settings.host());
    // DNS rebinding needs a name, so any plain address is fine where all addresses are bound.
    return host.equals(bound)
        || (ANY_ADDRESS.contains(bound) && IP_ADDRESS.matcher(host).matches());
  }

  /** Somebody else's request that a proxy on this machine passed on is not the local user's. */
  private static boolean forwarded(Request request) {
    return !HttpSettings.isLoopback(Request.getServerName(request))
        || request.getHeaders().contains(HttpHeader.FORWARDED)
        || request.getHeaders().contains(HttpHeader.X_FORWARDED_FOR);
  }

  private static Problem unauthorized(String sentence, String parameters) {
    return Problem.of(401, sentence)
        .with(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"atlas\"" + parameters);
  }

  private static String plain(String origin) {
    String lower = origin.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static String hostOf(String origin) {
    try {
      URI uri = new URI(origin);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null ? HttpSettings.bare(uri.getHost()) : "";
    } catch (URISyntaxException notOne) {
      return "";
    }
  }
}
