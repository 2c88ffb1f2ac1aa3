package atlas.integrations.jira;

import atlas.integrations.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Jira of a test's own over real HTTP, of either kind, that keeps what it is told: issues,
 * comments, bookings, links, files. Things go wrong on the way as {@link #faults} says.
 */
public final class FakeJira implements AutoCloseable {
  /** Who the token belongs to. */
  public static final String ME = "5b10ann";

  static final String CLOUD_ID = "0f9c8d7e-1111-4222-8333-abcdefabcdef";
  private static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          8 * 1024 * 1024,
          new Http.Patience(5, Duration.ofMillis(5), Duration.ofMillis(50), 0.2));

  private final MockWebServer server = new MockWebServer();
  private final MockWebServer media = new MockWebServer();
  private final FakeFaults faults = new FakeFaults();
  private final FakeRest rest = new FakeRest(this);
  private final Deployment deployment;
  private final boolean scoped;
  private final Map<String, FakeIssue> issues = new LinkedHashMap<>();
  private final Map<String, String> oldKeys = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, String> required = new LinkedHashMap<>();
  private final List<String> log = new ArrayList<>();
  private final List<String> mediaCredentials = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private ZoneId zone = ZoneId.of("Europe/Copenhagen");
  private long number = 10_000;
  private int mostOnAPage = 100;
  private int tokensSince;
  private boolean oneTokenRefused;
  private boolean circling;
  private boolean repeating;
  private int repeats;
  private @Nullable String circle;
  private final Set<String> leftOut = new HashSet<>();
  private boolean refusing;
  private boolean countsNoTime;
  private @Nullable String filesElsewhere;
  private String fields = FakeSettings.FIELDS;
  private @Nullable String ownAddress;
  private int boardStatus = 404;
  private String boardField = FakeIssue.POINTS;

  private FakeJira(Deployment deployment, boolean scoped) {
    this.deployment = deployment;
    this.scoped = scoped;
    server.setDispatcher(dispatcher(false));
    media.setDispatcher(dispatcher(true));
    try {
      server.start();
      media.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Cloud site. */
  public static FakeJira cloud() {
    return new FakeJira(Deployment.CLOUD, false);
  }

  /** A Cloud site whose token works at the gateway alone. */
  public static FakeJira scopedCloud() {
    return new FakeJira(Deployment.CLOUD, true);
  }

  /** A Data Center. */
  public static FakeJira dataCenter() {
    return new FakeJira(Deployment.DATA_CENTER, false);
  }

  /** The account of the person that everything is asked for. */
  public JiraAccount account() {
    return isCloud()
        ? JiraAccount.of(uri().toString(), "ann@example.com", "s3cret-token")
        : JiraAccount.of(uri().toString(), "s3cret-pat");
  }

  /** A client for that account, quick to try again. */
  public Jira jira() {
    return jira(LIMITS);
  }

  /** A client within other limits. */
  public Jira jira(Http.Limits limits) {
    return new Jira(account(), limits, uri());
  }

  /** What JIRA_HOST has to be. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  public FakeFaults faults() {
    return faults;
  }

  /** Puts an issue there, or gives the one that is there. */
  public synchronized FakeIssue put(String key) {
    FakeIssue there = find(key);
    if (there != null) return there;
    var issue = new FakeIssue(this, nextNumber(), key, now());
    issues.put(issue.id(), issue);
    return issue;
  }

  /** Puts so many issues there, all of them mine. */
  public synchronized void fill(String project, int count) {
    for (int i = 1; i <= count; i++) put(project + "-" + i).assignee(ME, "Ann Ottosen");
  }

  public synchronized void delete(String key) {
    FakeIssue issue = find(key);
    if (issue != null) issues.remove(issue.id());
  }

  /** By number, key, or a key it once had. */
  public synchronized @Nullable FakeIssue find(String keyOrId) {
    FakeIssue byId = issues.get(keyOrId);
    if (byId != null) return byId;
    for (FakeIssue issue : issues.values()) {
      if (issue.key().equalsIgnoreCase(keyOrId)) return issue;
    }
    String moved = oldKeys.get(keyOrId);
    return moved == null ? null : issues.get(moved);
  }

  public synchronized Collection<FakeIssue> all() {
    return List.copyOf(issues.values());
  }

  /** The site's clock; every look at it moves it on by a second. */
  public synchronized Instant now() {
    now = now.plusSeconds(1);
    return now;
  }

  public synchronized void setClock(Instant instant) {
    now = instant;
  }

  public synchronized void setZone(ZoneId other) {
    zone = other;
  }

  public synchronized void mostOnAPage(int most) {
    mostOnAPage = most;
  }

  /** No page token that was given out is good any more. */
  public synchronized void expireTokens() {
    tokensSince++;
  }

  /** The next page token is refused, and the same ones are given again after that. */
  public synchronized void refuseOnePageToken() {
    oneTokenRefused = true;
  }

  /** From now on every page leads to the same next one; or no longer. */
  public synchronized void leadInACircle(boolean circling) {
    this.circling = circling;
    circle = null;
  }

  /** From now on every page is the first one again, with another token each time. */
  public synchronized void repeatPages(boolean repeat) {
    repeating = repeat;
  }

  /** From now on it counts no time, and knows no field of that. */
  public synchronized void countNoTime() {
    countsNoTime = true;
  }

  boolean countsNoTime() {
    return countsNoTime;
  }

  boolean repeatsPages() {
    return repeating;
  }

  /** From now on lists and searches leave the issue out, which is there all the same. */
  public synchronized void leaveOut(String key) {
    leftOut.add(Objects.requireNonNull(find(key)).id());
  }

  /** From now on every token is refused; or no longer. */
  public synchronized void refuseTokens(boolean refuse) {
    refusing = refuse;
  }

  /** The site has these custom fields for points; each as "id name kind". */
  public synchronized FakeJira pointsFields(String... described) {
    fields = FakeSettings.fields(described);
    return this;
  }

  /** From now on nobody makes a bug without this field. */
  public synchronized FakeJira require(String fieldId, String name) {
    required.put(fieldId, name);
    return this;
  }

  /** From now on it wants nothing more of a new issue. */
  public synchronized FakeJira requireNothing() {
    required.clear();
    return this;
  }

  /** From now on this is the address that it says it has. */
  public synchronized FakeJira callItself(String address) {
    ownAddress = address;
    return this;
  }

  /** From now on there are boards, which count in this field or answer with an error. */
  public synchronized FakeJira boards(int status, String field) {
    boardStatus = status;
    boardField = field;
    return this;
  }

  /** From now on files are said to be there. */
  public synchronized void sendFilesTo(String address) {
    filesElsewhere = address;
  }

  /** What was asked, each as "METHOD /path". */
  public synchronized List<String> requests() {
    return List.copyOf(log);
  }

  /** How many requests fit. */
  public synchronized long requests(String pattern) {
    return log.stream().filter(request -> request.matches(pattern)).count();
  }

  /** The Authorization headers that the store of files was shown; none is right. */
  public synchronized List<String> credentialsShownToMedia() {
    return List.copyOf(mediaCredentials);
  }

  @Override
  public void close() {
    server.close();
    media.close();
  }

  private Dispatcher dispatcher(boolean ofMedia) {
    return new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        return ofMedia ? file(request) : answer(request);
      }
    };
  }

  private synchronized MockResponse answer(RecordedRequest request) {
    String target = request.getTarget();
    String path = target.replaceFirst("\\?.*", "");
    String what = request.getMethod() + " " + path;
    log.add(what);
    FakeFaults.Fault fault = faults.of(what);
    MockResponse answer = FakeFaults.isDone(fault) ? done(request, path) : json(200, "{}");
    return fault == null ? answer : faults.spoil(fault, answer);
  }

  private MockResponse done(RecordedRequest request, String path) {
    if (path.equals("/_edge/tenant_info")) {
      return isCloud() ? json(200, "{\"cloudId\":\"" + CLOUD_ID + "\"}") : json(404, "{}");
    }
    String gateway = "/ex/jira/" + CLOUD_ID;
    boolean atGateway = path.startsWith(gateway + "/");
    boolean open = path.matches("/rest/api/[23]/serverInfo");
    String given = String.valueOf(request.getHeaders().get("Authorization"));
    boolean knows = given.equals(account().authorization()) && !refusing && atGateway == scoped;
    if (!knows && !(open && given.equals("null"))) {
      return json(
          401, "{\"errorMessages\":[\"Client must be authenticated to access this resource.\"]}");
    }
    try {
      return rest.answer(request, atGateway ? path.substring(gateway.length()) : path);
    } catch (FakeJql.Wrong e) {
      return FakeRest.errors(400, String.valueOf(e.getMessage()));
    }
  }

  private synchronized MockResponse file(RecordedRequest request) {
    String authorization = request.getHeaders().get("Authorization");
    if (authorization != null) mediaCredentials.add(authorization);
    byte[] content = files.get(request.getTarget().replaceAll("^/file/|\\?.*$", ""));
    return content == null ? json(404, "{}") : bytes(content);
  }

  static MockResponse bytes(byte[] content) {
    return new MockResponse.Builder()
        .code(200)
        .setHeader("Content-Type", "application/octet-stream")
        .body(new okio.Buffer().write(content))
        .build();
  }

  static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "application/json;charset=UTF-8")
        .body(body)
        .build();
  }

  boolean isCloud() {
    return deployment == Deployment.CLOUD;
  }

  Map<String, String> required() {
    return required;
  }

  String fields() {
    return fields;
  }

  String ownAddress() {
    return ownAddress == null ? uri().toString() : ownAddress;
  }

  int boardStatus() {
    return boardStatus;
  }

  String boardField() {
    return boardField;
  }

  int mostOnAPage() {
    return mostOnAPage;
  }

  ZoneId zone() {
    return zone;
  }

  String nextNumber() {
    return Long.toString(++number);
  }

  void rekey(FakeIssue issue, String newKey) {
    oldKeys.put(issue.key(), issue.id());
    oldKeys.remove(newKey);
  }

  String file(byte[] content) {
    String id = nextNumber();
    files.put(id, content.clone());
    return id;
  }

  byte @Nullable [] content(String id) {
    return files.get(id);
  }

  String media(String id) {
    if (filesElsewhere != null) return filesElsewhere;
    return "http://127.0.0.1:" + media.getPort() + "/file/" + id + "?token=once";
  }

  String center(String id) {
    if (filesElsewhere != null) return filesElsewhere;
    return uri() + "/secure/attachment/" + id + "/a%20file.txt";
  }

  /** A person as this kind of Jira shows them. */
  ObjectNode person(String userId, String name) {
    ObjectNode person = JsonNodeFactory.instance.objectNode();
    if (isCloud())
      return person.put("accountId", userId).put("displayName", name).put("active", true);
    return person.put("name", userId).put("key", "JIRAUSER" + userId).put("displayName", name);
  }

  /** A paragraph as this kind of Jira writes it. */
  JsonNode text(String paragraph) {
    if (!isCloud()) return JsonNodeFactory.instance.stringNode(paragraph);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("type", "doc").put("version", 1);
    var content = document.putArray("content").addObject().put("type", "paragraph");
    content.putArray("content").addObject().put("type", "text").put("text", paragraph);
    return document;
  }

  String token(String lastId) {
    String id = repeating ? "0".repeat(++repeats) : lastId;
    byte[] bytes = (tokensSince + ":" + id).getBytes(StandardCharsets.UTF_8);
    String token = Base64.getEncoder().encodeToString(bytes);
    if (circling && circle == null) circle = token;
    return circle == null ? token : circle;
  }

  boolean isLeftOut(FakeIssue issue) {
    return leftOut.contains(issue.id());
  }

  /** The id that the token goes on after. */
  String after(String token) {
    boolean refused = oneTokenRefused;
    oneTokenRefused = false;
    try {
      String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
      if (!refused && text.startsWith(tokensSince + ":")) {
        return text.substring(text.indexOf(':') + 1);
      }
    } catch (IllegalArgumentException e) {
      // No token of ours: below.
    }
    throw new FakeJql.Wrong("The provided next page token is invalid or expired.");
  }

  FakeIssue get(String id) {
    return Objects.requireNonNull(issues.get(id));
  }
}
