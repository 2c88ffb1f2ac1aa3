package atlas.integrations;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What another system answered.
 *
 * @param form what the body is, by its content type and a look at it
 * @param json the body when the form is JSON, else a missing node
 * @param headers in lower case
 */
public record Answer(int status, Form form, JsonNode json, Map<String, String> headers) {
  /** What a body turned out to be. */
  public enum Form {
    JSON,
    /** A web page: of a proxy, a sign-in, or nothing there at all. */
    PAGE,
    TEXT,
    EMPTY,
    /** It claims to be JSON and is not. */
    NONSENSE
  }

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  // Numbers keep every digit, since the raw text is kept.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  public Answer {
    headers = Map.copyOf(headers);
  }

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  static byte[] write(JsonNode body) {
    return MAPPER.writeValueAsBytes(body);
  }

  static Answer of(Response response, byte[] body) {
    var headers = new TreeMap<String, String>();
    for (var header : response.headers()) {
      headers.put(header.getFirst().toLowerCase(Locale.ROOT), header.getSecond());
    }
    Form form = form(headers.getOrDefault("content-type", ""), body);
    JsonNode json = MissingNode.getInstance();
    if (form == Form.JSON) {
      try {
        json = MAPPER.readTree(body);
      } catch (JacksonException e) {
        form = Form.NONSENSE;
      }
    }
    return new Answer(response.code(), form, json, headers);
  }

  private static Form form(String contentType, byte[] body) {
    int at = 0;
    while (at < body.length && body[at] <= ' ' && body[at] >= 0) at++;
    if (at == body.length) return Form.EMPTY;
    String type = contentType.toLowerCase(Locale.ROOT).replaceAll(";.*", "").strip();
    if (type.equals("application/json") || type.endsWith("+json")) return Form.JSON;
    if (type.equals("text/html") || type.equals("application/xhtml+xml")) return Form.PAGE;
    if (!type.isEmpty()) return Form.TEXT;
    if (body[at] == '<') return Form.PAGE;
    return body[at] == '{' || body[at] == '[' ? Form.JSON : Form.TEXT;
  }

  /** How long we are asked to wait, given in seconds or as a date, an hour at most; or null. */
  static @Nullable Duration retryAfter(Response response) {
    String value = response.header("Retry-After");
    if (value == null) return null;
    String digits = value.strip();
    if (digits.matches("\\d+")) {
      boolean readable = digits.length() <= 6;
      return bounded(readable ? Duration.ofSeconds(Long.parseLong(digits)) : LONGEST_WAIT);
    }
    var until = response.headers().getDate("Retry-After");
    if (until == null) return null;
    // Their clock against their clock: ours may differ.
    var sent = response.headers().getDate("Date");
    long from = sent == null ? response.receivedResponseAtMillis() : sent.getTime();
    return bounded(Duration.ofMillis(until.getTime() - from));
  }

  /** A wait that is none before now, and no longer than we do without an answer. */
  static Duration bounded(Duration wait) {
    if (wait.isNegative()) return Duration.ZERO;
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
