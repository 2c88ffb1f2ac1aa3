package atlas.integrations.jira;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An issue of a {@link FakeJira}, which can be changed as people change issues. */
public final class FakeIssue {
  static final String SPRINT = "customfield_10020";
  static final String ESTIMATE = "customfield_10016";
  static final String POINTS = "customfield_10026";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final FakeJira jira;
  private final String id;
  private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
  private final List<ObjectNode> comments = new ArrayList<>();
  private final List<ObjectNode> worklogs = new ArrayList<>();
  private final Set<String> labels = new LinkedHashSet<>();
  private final Instant created;
  private String key;
  private Instant updated;
  private @Nullable String assignee;

  FakeIssue(FakeJira jira, String id, String key, Instant created) {
    this.jira = jira;
    this.id = id;
    this.key = key;
    this.created = created;
    this.updated = created;
    fields.putArray("attachment");
    fields.putArray("issuelinks");
    fields.putArray("components");
    type("Story").status("To Do", "new").summary("Issue " + key).reporter("bo", "Bo Lind");
  }

  public String id() {
    return id;
  }

  public String key() {
    return key;
  }

  public Instant updated() {
    return updated;
  }

  /** What lies below it, as it was sent. */
  public List<JsonNode> comments() {
    return List.copyOf(comments);
  }

  public List<JsonNode> worklogs() {
    return List.copyOf(worklogs);
  }

  public Set<String> labels() {
    return Set.copyOf(labels);
  }

  /** One field as Jira would give it. */
  public JsonNode field(String name) {
    return json().path("fields").path(name);
  }

  public FakeIssue summary(String text) {
    return set("summary", JsonNodeFactory.instance.stringNode(text));
  }

  /** One paragraph, in the dialect of the Jira. */
  public FakeIssue description(String text) {
    return set("description", jira.text(text));
  }

  public FakeIssue type(String name) {
    fields.putObject("issuetype").put("name", name);
    return touched();
  }

  /** Gives it no resolution, as many workflows do; when that was, Cloud alone tells. */
  public FakeIssue status(String name, String category) {
    boolean another = !category.equals(category());
    fields.putObject("status").put("name", name).putObject("statusCategory").put("key", category);
    touched();
    if (another && jira.isCloud()) fields.put("statuscategorychangedate", TIME.format(updated));
    return this;
  }

  public FakeIssue priority(String name) {
    fields.putObject("priority").put("name", name);
    return touched();
  }

  /** Null takes it from whoever has it. */
  public FakeIssue assignee(@Nullable String userId, @Nullable String name) {
    assignee = userId;
    if (userId == null) fields.putNull("assignee");
    else fields.set("assignee", jira.person(userId, String.valueOf(name)));
    return touched();
  }

  public FakeIssue reporter(String userId, String name) {
    fields.set("reporter", jira.person(userId, name));
    return touched();
  }

  public FakeIssue label(String label) {
    labels.add(label);
    return touched();
  }

  public FakeIssue component(String name) {
    ((ArrayNode) fields.path("components")).addObject().put("name", name);
    return touched();
  }

  public FakeIssue due(String date) {
    fields.put("duedate", date);
    return touched();
  }

  public FakeIssue points(double points) {
    fields.put(POINTS, points);
    return touched();
  }

  /** In a sprint as Cloud tells of it. */
  public FakeIssue sprint(String name, String state) {
    if (!fields.has(SPRINT)) fields.putArray(SPRINT);
    ((ArrayNode) fields.path(SPRINT))
        .addObject()
        .put("id", 7)
        .put("name", name)
        .put("state", state);
    return touched();
  }

  public FakeIssue times(long original, long remaining, long spent) {
    fields
        .put("timeoriginalestimate", original)
        .put("timeestimate", remaining)
        .put("timespent", spent);
    return touched();
  }

  /** Any field at all. */
  public FakeIssue set(String field, JsonNode value) {
    fields.set(field, value);
    return touched();
  }

  /** As if it had last been changed then. */
  public FakeIssue updated(Instant instant) {
    updated = instant;
    return this;
  }

  public FakeIssue comment(String userId, String name, String text) {
    ObjectNode comment = JsonNodeFactory.instance.objectNode();
    comment.set("author", jira.person(userId, name));
    comment.set("body", jira.text(text));
    add(comments, comment);
    return this;
  }

  /** Somebody books time on it. */
  public FakeIssue book(String userId, String name, long seconds, Instant started) {
    ObjectNode worklog = JsonNodeFactory.instance.objectNode();
    worklog.set("author", jira.person(userId, name));
    worklog.put("timeSpentSeconds", seconds).put("started", TIME.format(started));
    worklog.set("comment", jira.text("Worked on it."));
    add(worklogs, worklog);
    return this;
  }

  /** Somebody takes all comments away. */
  public FakeIssue deleteComments() {
    comments.clear();
    return touched();
  }

  /** Hangs a file on it; its number. */
  public String attach(String filename, String mimeType, byte[] content) {
    String number = jira.file(content);
    ObjectNode file = ((ArrayNode) fields.path("attachment")).addObject();
    file.put("id", number).put("filename", filename).put("mimeType", mimeType);
    file.put("size", content.length).put("created", TIME.format(jira.now()));
    file.set("author", jira.person("bo", "Bo Lind"));
    touched();
    return number;
  }

  /** Moves it to another project. */
  public FakeIssue move(String newKey) {
    jira.rekey(this, newKey);
    key = newKey;
    return touched();
  }

  ObjectNode addComment(ObjectNode comment) {
    return add(comments, comment);
  }

  ObjectNode addWorklog(ObjectNode worklog) {
    return add(worklogs, worklog);
  }

  private ObjectNode add(List<ObjectNode> list, ObjectNode one) {
    String number = jira.nextNumber();
    one.put("id", number).put("created", TIME.format(jira.now()));
    one.put("updated", TIME.format(jira.now()));
    list.add(one);
    touched();
    return one;
  }

  void link(String type, String inward, String outward, String side, String otherKey) {
    ObjectNode link = ((ArrayNode) fields.path("issuelinks")).addObject();
    link.putObject("type").put("name", type).put("inward", inward).put("outward", outward);
    link.putObject(side).put("key", otherKey);
    touched();
  }

  FakeIssue touched() {
    updated = jira.now();
    return this;
  }

  Instant created() {
    return created;
  }

  String reporter() {
    JsonNode reporter = fields.path("reporter");
    return reporter.path("accountId").asString(reporter.path("name").asString(""));
  }

  /** Who wrote these. */
  List<String> authors(List<JsonNode> written) {
    return written.stream()
        .map(one -> one.path("author"))
        .map(author -> author.path("accountId").asString(author.path("name").asString("")))
        .toList();
  }

  @Nullable String assignee() {
    return assignee;
  }

  String project() {
    return key.substring(0, key.lastIndexOf('-'));
  }

  String category() {
    return fields.path("status").path("statusCategory").path("key").asString("");
  }

  String typeName() {
    return fields.path("issuetype").path("name").asString("");
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("key", key);
    ObjectNode all = json.putObject("fields");
    all.setAll(fields);
    all.putObject("project").put("key", project()).put("name", "Project " + project());
    labels.forEach(all.putArray("labels")::add);
    all.put("created", TIME.format(created)).put("updated", TIME.format(updated));
    ObjectNode comment = all.putObject("comment");
    comment.put("total", comments.size()).put("startAt", 0).put("maxResults", comments.size());
    comments.forEach(comment.putArray("comments")::add);
    ObjectNode worklog = all.putObject("worklog");
    worklog.put("total", worklogs.size()).put("startAt", 0).put("maxResults", 20);
    var first = worklog.putArray("worklogs");
    worklogs.stream().limit(20).forEach(first::add);
    return json;
  }

  /** With the named fields alone, as a search gives it. */
  ObjectNode json(List<String> names) {
    ObjectNode whole = json();
    if (names.contains("*all")) return whole;
    ObjectNode all = (ObjectNode) whole.remove("fields");
    ObjectNode some = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      if (all.has(name)) some.set(name, all.path(name));
    }
    if (names.isEmpty() || names.equals(List.of("id"))) whole.remove("key");
    if (!some.isEmpty()) whole.set("fields", some);
    return whole;
  }
}
