package atlas.integrations.jira;

import atlas.integrations.Addresses;
import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the files that hang on issues. The credentials go to Jira alone, not where it sends us. */
final class Files {
  private static final Http.Remote MEDIA = new Http.Remote("Jira's store of files", "JIRA_HOST");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final String GONE =
      "Jira no longer has this file, or does not show it to you (404).";

  /** Knows how much went through. */
  private static final class Counting extends FilterOutputStream {
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      count += length;
    }
  }

  private final Site site;
  private final Http.Limits limits;

  Files(Site site, Http.Limits limits) {
    this.site = site;
    this.limits = limits;
  }

  long download(String attachmentId, long maxBytes, OutputStream sink, Cancellation cancellation) {
    if (!NUMBER.matcher(attachmentId).matches()) throw RemoteFailure.of(Kind.NOT_FOUND, GONE);
    var counting = new Counting(sink);
    Answer answer =
        site.dialect(cancellation) == Dialect.CLOUD
            ? fromCloud(attachmentId, maxBytes, counting, cancellation)
            : fromDataCenter(attachmentId, maxBytes, counting, cancellation);
    // Of what was to be taken as a file, the words of a refusal were not read.
    if (answer.status() == 404) throw RemoteFailure.of(Kind.NOT_FOUND, GONE);
    if (answer.status() >= 300) throw site.refusals().of(answer, GONE);
    return counting.count;
  }

  private Answer fromCloud(String id, long maxBytes, OutputStream sink, Cancellation cancellation) {
    Answer answer =
        site.ask(
            door ->
                door.http()
                    .download(
                        door.dialect().api() + "attachment/content/" + id,
                        maxBytes,
                        sink,
                        cancellation),
            cancellation);
    String location = answer.headers().get("location");
    if (answer.status() < 300 || answer.status() >= 400 || location == null) return answer;
    var media = new Http(MEDIA, mediaHost(location), null, limits);
    Answer file = media.download(null, maxBytes, sink, cancellation);
    // Once is how often Cloud does it: what sends us on again is not Jira's store.
    if (file.status() >= 300 && file.status() < 400) throw elsewhere();
    return file;
  }

  private Answer fromDataCenter(
      String id, long maxBytes, OutputStream sink, Cancellation cancellation) {
    JsonNode about = site.get("attachment/" + id, Map.of(), GONE, cancellation);
    URI content = address(Nodes.word(about.path("content")));
    String address =
        content == null || content.getPath() == null ? "" : content.normalize().getPath();
    // It names the host that Jira thinks it has. Ours is the one that may see the token.
    Matcher known = Pattern.compile(".*/(secure/attachment/" + id + "/[^/]+)").matcher(address);
    if (!known.matches()) throw elsewhere();
    String path = known.group(1);
    Answer answer =
        site.ask(door -> door.http().download(path, maxBytes, sink, cancellation), cancellation);
    if (answer.status() >= 300 && answer.status() < 400) throw elsewhere();
    return answer;
  }

  private URI mediaHost(String location) {
    URI target = address(location);
    String host = target == null || target.getHost() == null ? "" : target.getHost();
    String name = host.toLowerCase(Locale.ROOT);
    boolean atlassian = name.endsWith(".atlassian.com") || name.endsWith(".atl-paas.net");
    // A Jira on this machine, as in tests, may keep its files on this machine.
    boolean local =
        Addresses.isLoopback(name) && Addresses.isLoopback(site.account().base().getHost());
    if (target == null || !Addresses.maySeeSecrets(target) || !(atlassian || local)) {
      throw elsewhere();
    }
    return target;
  }

  private static @Nullable URI address(@Nullable String location) {
    try {
      return location == null ? null : URI.create(location);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static RemoteFailure elsewhere() {
    return RemoteFailure.of(
        Kind.BROKEN,
        "Jira sends us for this file to a place that is not its own. Open it in the browser.");
  }
}
