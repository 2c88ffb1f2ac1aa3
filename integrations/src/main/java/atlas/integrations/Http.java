package atlas.integrations;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The one way to ask another system over HTTP: timeouts, retries, a circuit breaker, a limit on
 * what it may answer, and an end when the caller gives up. It only ever talks to its own base
 * address, and follows no redirect, so that the credentials go nowhere else.
 */
public final class Http {
  private static final MediaType JSON = MediaType.get("application/json");

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
      Duration connect,
      Duration read,
      Duration attempt,
      Duration whole,
      long bodyBytes,
      Patience patience) {
    /** With the patience of somebody who waits for the answer. */
    public Limits(
        Duration connect, Duration read, Duration attempt, Duration whole, long bodyBytes) {
      this(connect, read, attempt, whole, bodyBytes, Patience.SHORT);
    }

    /** Under ten seconds whatever happens, so that two requests fit into a tool's deadline. */
    public static Limits standard() {
      return new Limits(
          Duration.ofSeconds(3),
          Duration.ofSeconds(7),
          Duration.ofSeconds(8),
          Duration.ofMillis(9_500),
          16L * 1024 * 1024);
    }

    /** For a job that nobody waits for: as long as the makers of Jira advise. */
    public static Limits patient() {
      return new Limits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          64L * 1024 * 1024,
          Patience.LONG);
    }
  }

  /**
   * How often and after what time a question is asked again.
   *
   * @param firstWait doubled from try to try, up to the longest
   * @param jitter the part by which chance makes a wait longer or shorter
   */
  public record Patience(int retries, Duration firstWait, Duration longestWait, double jitter) {
    static final Patience SHORT =
        new Patience(2, Duration.ofMillis(400), Duration.ofSeconds(2), 0.2);
    static final Patience LONG =
        new Patience(4, Duration.ofSeconds(5), Duration.ofSeconds(30), 0.3);

    /** Whether it lets others go first when a host's limit is near. */
    boolean givesWay() {
      return retries > SHORT.retries;
    }
  }

  private final Remote remote;
  private final URI base;
  private final @Nullable String authorization;
  private final Limits limits;
  // What is known of the host is known to all that talk to it.
  private final AtomicReference<@Nullable Host> host;
  private @Nullable Line line;

  /**
   * Nothing is opened before the first request.
   *
   * @param base every request goes below it
   * @param authorization the value of the header, sent with every request
   */
  public Http(Remote remote, URI base, @Nullable String authorization, Limits limits) {
    this(remote, base, authorization, limits, new AtomicReference<>());
    if (!Addresses.maySeeSecrets(base)) {
      throw new IllegalArgumentException(
          remote.setting()
              + " must be an https address: plain http would show the token to the network.");
    }
  }

  private Http(
      Remote remote,
      URI base,
      @Nullable String authorization,
      Limits limits,
      AtomicReference<@Nullable Host> host) {
    this.remote = remote;
    this.base = base;
    this.authorization = authorization;
    this.limits = limits;
    this.host = host;
  }

  /** The same host within other limits; what one learns of it, the other knows. */
  public Http within(Limits other) {
    return new Http(remote, base, authorization, other, host);
  }

  /** The same host as a stranger. */
  public Http anonymous() {
    return new Http(remote, base, null, limits, host);
  }

  /** The answer to a GET: a success or a 4xx other than 429; anything else is thrown. */
  public Answer get(String path, Map<String, String> parameters, Cancellation cancellation) {
    return line().send(request(path, parameters).get().build(), Sending.question(), cancellation);
  }

  /** The answer to a POST that changes nothing over there and so may be sent again. */
  public Answer query(String path, JsonNode body, Cancellation cancellation) {
    var json = RequestBody.create(Answer.write(body), JSON);
    Request request = request(path, Map.of()).post(json).build();
    return line().send(request, Sending.question(), cancellation);
  }

  /**
   * The answer to a POST that changes something, which goes out once. A failure says whether the
   * other system may have made the change; a cancelled one may be made too.
   *
   * @param gate how long it still has to wait; asked before it goes out, and zero lets it go
   */
  public Answer post(
      String path, JsonNode body, Supplier<Duration> gate, Cancellation cancellation) {
    Request request = request(path, Map.of()).post(new Once(Answer.write(body))).build();
    return line().send(request, Sending.change(gate), cancellation);
  }

  /** The answer to a PUT, under the rules of {@link #post}. */
  public Answer put(
      String path, JsonNode body, Supplier<Duration> gate, Cancellation cancellation) {
    Request request = request(path, Map.of()).put(new Once(Answer.write(body))).build();
    return line().send(request, Sending.change(gate), cancellation);
  }

  /**
   * Reads what is there into the sink. A redirect is answered with its location and not followed.
   *
   * @param path none for the base address itself
   */
  public Answer download(
      @Nullable String path, long maxBytes, OutputStream sink, Cancellation cancellation) {
    Request.Builder request =
        path == null ? headers(HttpUrl.get(base.toString())) : request(path, Map.of());
    request.header("Accept", "*/*");
    var taking = Sending.download(new Sink(sink, maxBytes));
    return line().send(request.get().build(), taking, cancellation);
  }

  private Request.Builder request(String path, Map<String, String> parameters) {
    HttpUrl.Builder url = HttpUrl.get(base.toString()).newBuilder();
    for (String segment : path.split("/", -1)) url.addPathSegment(segment);
    parameters.forEach(url::addQueryParameter);
    return headers(url.build());
  }

  private Request.Builder headers(HttpUrl url) {
    var request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .header("User-Agent", "atlas");
    if (authorization != null) request.header("Authorization", authorization);
    return request;
  }

  // Made late: the client's classes and trust store cost a tenth of a second, which a server that
  // never asks, or not yet, must not spend while it starts.
  private synchronized Line line() {
    if (line == null) line = new Line(host(), limits);
    return line;
  }

  private Host host() {
    synchronized (host) {
      Host known = host.get();
      if (known == null) {
        known = new Host(remote);
        host.set(known);
      }
      return known;
    }
  }

  /** A body that is never sent a second time, not even by the library on a new connection. */
  private static final class Once extends RequestBody {
    private final byte[] bytes;

    Once(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }
  }
}
