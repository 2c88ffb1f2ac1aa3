package atlas.integrations;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The one way to ask another system over HTTP: timeouts, retries, a circuit breaker, a limit on
 * what it may answer, and an end when the caller gives up. It only ever talks to its own base
 * address, and follows no redirect, so that the credentials go nowhere else.
 */
public final class Http {
  /**
   * Who is asked, in words that a person may read.
   *
   * @param name what people call it: Jira
   * @param setting the environment variable that holds its address
   */
  public record Remote(String name, String setting) {}

  /**
   * What bounds a request.
   *
   * @param attempt one try, from the connection to the last byte
   * @param whole all tries and the waiting between them
   * @param bodyBytes the longest answer that is read
   */
  public record Limits(
      Duration connect, Duration read, Duration attempt, Duration whole, long bodyBytes) {
    /** Under ten seconds whatever happens, so that two requests fit into a tool's deadline. */
    public static Limits standard() {
      return new Limits(
          Duration.ofSeconds(3),
          Duration.ofSeconds(7),
          Duration.ofSeconds(8),
          Duration.ofMillis(9_500),
          16L * 1024 * 1024);
    }
  }

  private final Remote remote;
  private final URI base;
  private final @Nullable String authorization;
  private final Limits limits;
  private @Nullable Line line;

  /**
   * Nothing is opened before the first request.
   *
   * @param base every request goes below it
   * @param authorization the value of the header, sent with every request
   */
  public Http(Remote remote, URI base, @Nullable String authorization, Limits limits) {
    if (!Addresses.maySeeSecrets(base)) {
      throw new IllegalArgumentException(
          remote.setting()
              + " must be an https address: plain http would show the token to the network.");
    }
    this.remote = remote;
    this.base = base;
    this.authorization = authorization;
    this.limits = limits;
  }

  /** The answer to a GET: a success or a 4xx other than 429; anything else is thrown. */
  public Answer get(String path, Map<String, String> parameters, Cancellation cancellation) {
    return line().send(request(path, parameters).get().build(), cancellation);
  }

  /** The answer to a POST that changes nothing over there and so may be sent again. */
  public Answer query(String path, JsonNode body, Cancellation cancellation) {
    var json = RequestBody.create(Answer.write(body), MediaType.get("application/json"));
    return line().send(request(path, Map.of()).post(json).build(), cancellation);
  }

  private Request.Builder request(String path, Map<String, String> parameters) {
    HttpUrl.Builder url = HttpUrl.get(base.toString()).newBuilder();
    for (String segment : path.split("/", -1)) url.addPathSegment(segment);
    parameters.forEach(url::addQueryParameter);
    var request =
        new Request.Builder()
            .url(url.build())
            .header("Accept", "application/json")
            .header("User-Agent", "atlas");
    if (authorization != null) request.header("Authorization", authorization);
    return request;
  }

  // Made late: the client's classes and trust store cost a tenth of a second, which a server that
  // never asks, or not yet, must not spend while it starts.
  private synchronized Line line() {
    if (line == null) line = new Line(remote, limits);
    return line;
  }
}
