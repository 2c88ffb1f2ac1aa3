package atlas.integrations.gitlab;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Where a list goes on, as GitLab says it in the headers of a page. */
final class NextPage {
  // <https://gitlab.com/api/v4/events?page=2>; rel="next", <…>; rel="first"
  private static final Pattern LINK =
      Pattern.compile(
          "<([^<>]{1,4000})>((?:\\s*;\\s*[\\w-]+=(?:\"[^\"]{0,100}\"|[\\w-]{1,100}))*)");
  private static final Pattern NEXT = Pattern.compile(";\\s*rel=\"?next\"?(?:\\s*;|\\s*$)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private NextPage() {}

  /** The address that a header of links says is next. */
  static Optional<String> link(@Nullable String header) {
    if (header == null) return Optional.empty();
    Matcher link = LINK.matcher(header);
    while (link.find()) {
      if (NEXT.matcher(link.group(2)).find()) return Optional.of(link.group(1));
    }
    return Optional.empty();
  }

  /**
   * What is asked there, if it is the same list at the same place; nothing when it is anywhere
   * else, where the token must not go.
   */
  static Optional<String> query(String link, URI base, String path) {
    HttpUrl asked = url(base, path);
    HttpUrl next = asked.resolve(link);
    boolean same =
        next != null
            && next.scheme().equals(asked.scheme())
            && next.host().equals(asked.host())
            && next.port() == asked.port()
            && next.encodedPath().equals(asked.encodedPath())
            && next.username().isEmpty()
            && next.password().isEmpty();
    return same
        ? Optional.ofNullable(Objects.requireNonNull(next).encodedQuery())
        : Optional.empty();
  }

  /** The parameters of a query that was kept. */
  static Map<String, String> parameters(String query, URI base) {
    HttpUrl url = url(base, "").newBuilder().encodedQuery(query).build();
    var parameters = new LinkedHashMap<String, String>();
    for (int i = 0; i < url.querySize(); i++) {
      String value = url.queryParameterValue(i);
      parameters.put(url.queryParameterName(i), value == null ? "" : value);
    }
    return parameters;
  }

  /** The query of the same list from that page on. */
  static String at(Map<String, String> parameters, int page, URI base) {
    HttpUrl.Builder url = url(base, "").newBuilder();
    parameters.forEach(url::setQueryParameter);
    url.setQueryParameter("page", Integer.toString(page));
    return Objects.requireNonNull(url.build().encodedQuery());
  }

  /** The page that these parameters ask for. */
  static int number(Map<String, String> parameters) {
    String page = parameters.getOrDefault("page", "1");
    return NUMBER.matcher(page).matches() ? Integer.parseInt(page) : 1;
  }

  private static HttpUrl url(URI base, String path) {
    HttpUrl.Builder url = Objects.requireNonNull(HttpUrl.get(base.toString())).newBuilder();
    for (String segment : path.split("/", -1)) url.addPathSegment(segment);
    return url.build();
  }
}
