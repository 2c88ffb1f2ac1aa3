package atlas.bench;

import atlas.integrations.Cancellation;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.integrations.jira.JiraPage;
import atlas.integrations.jira.Jql;
import atlas.model.Json;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Gives ATLAS every recorded answer and webhook of a folder, as Jira would, and compares what was
 * read with what stands there. A file whose name has dc in it is Data Center's, others are Cloud's.
 */
final class JiraPayloads {
  private static final String SCHEMA = "adf-schema-full.json";
  private static final Cancellation NEVER = Cancellation.never();
  private static final Jql ANY = Jql.assignedToMe();

  private final Path folder;
  private final @Nullable Schema schema;
  private final PayloadWebhooks webhooks;

  private JiraPayloads(Path folder, PayloadWebhooks webhooks) throws IOException {
    this.folder = folder;
    this.webhooks = webhooks;
    Path rules = folder.resolve(SCHEMA);
    this.schema =
        Files.exists(rules)
            ? SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                .getSchema(Json.MAPPER.readTree(Files.readString(rules)))
            : null;
  }

  static List<Verdict> run(Options options, Report report) throws Exception {
    Path folder = options.folder();
    report.line("jira-payloads: what was read of each recorded file, and what was lost");
    int lost = 0;
    try (var home = Home.open();
        var webhooks = new PayloadWebhooks(home);
        Stream<Path> files = Files.list(folder)) {
      var payloads = new JiraPayloads(folder, webhooks);
      if (payloads.schema == null) report.line("  without %s no document is checked", SCHEMA);
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".json") || name.equals(SCHEMA)) continue;
        Findings findings = payloads.file(name, Json.MAPPER.readTree(Files.readString(file)));
        report.line("  %-46s %s", name, findings);
        for (String one : findings.lost()) report.line("    LOST %s", one);
        lost += findings.lost().size();
      }
    }
    return List.of(new Verdict("jira-payloads, lost", lost, "values", 0, true));
  }

  private Findings file(String name, JsonNode json) {
    var findings = new Findings();
    boolean cloud = !name.toLowerCase(Locale.ROOT).matches("(.*[^a-z])?dc([^a-z].*)?");
    try (var jira = new AnsweringJira(cloud)) {
      Set<String> points = fieldsOf(jira, name, cloud);
      var issues = new PayloadIssues(cloud, points, findings);
      var answers = new PayloadAnswers(jira, issues, findings);
      if (json.path("type").asString("").equals("doc")) {
        findings.read("file of one document");
      } else if (json.has("webhookEvent")) {
        webhooks.keep(name, json, findings);
        if (json.has("issue")) issue(jira, json.path("issue"), issues);
      } else if (json.has("issues")) {
        search(jira, json, cloud, issues, findings);
      } else if (json.has("key") && json.has("fields")) {
        issue(jira, json, issues);
        answers.comments(json);
      } else if (!answers.read(json, cloud)) {
        findings.read("file of a kind that ATLAS does not ask for");
      }
    } catch (IOException | SQLException | RuntimeException failed) {
      findings.lost("all of it: " + failed);
    }
    texts(json, findings, json.has("responses"));
    return findings;
  }

  // The recorded list of a site's fields stands for those of the other sites of its kind.
  private Set<String> fieldsOf(AnsweringJira jira, String name, boolean cloud) throws IOException {
    Path list = folder.resolve(cloud ? "cloud-v3-fields.json" : "dc-v2-fields-all.json");
    if (!Files.exists(list)) return Set.of();
    JsonNode fields = Json.MAPPER.readTree(Files.readString(list));
    jira.fields(fields.toString());
    return new LinkedHashSet<>(PayloadAnswers.pointsFields(fields));
  }

  private static void issue(AnsweringJira jira, JsonNode json, PayloadIssues issues) {
    String key = json.path("key").asString();
    jira.ok("GET " + jira.api("issue/" + key), json);
    JiraIssue issue = jira.jira().issue(key, true, NEVER);
    issues.compare(json, issue, true);
  }

  private static void search(
      AnsweringJira jira, JsonNode json, boolean cloud, PayloadIssues issues, Findings findings) {
    jira.ok("POST " + jira.api(cloud ? "search/jql" : "search"), json);
    boolean idsOnly = !json.path("issues").path(0).has("fields");
    Jira client = jira.jira();
    JiraPage page = client.search(ANY, null, 100, idsOnly, NEVER);
    findings.same("ids", json.path("issues").size(), page.found().size());
    for (int i = 0; i < page.found().size(); i++) {
      String id = json.path("issues").path(i).path("id").asString();
      findings.same("id " + i, id, page.found().get(i).id());
      if (!idsOnly) issues.compare(json.path("issues").path(i), page.issues().get(i), false);
    }
    boolean last = !json.has("nextPageToken") || json.path("isLast").asBoolean(false);
    String token = json.path("nextPageToken").asString("");
    if (cloud) findings.same("next page", last ? null : token, page.nextCursor());
    if (idsOnly) return;
    // And one by one, as a person asks for them.
    for (JsonNode one : json.path("issues").values()) issue(jira, one, issues);
  }

  private void texts(JsonNode json, Findings findings, boolean errors) {
    if (errors) return;
    var texts = new PayloadTexts(findings);
    var open = new ArrayList<JsonNode>(List.of(json));
    int number = 0;
    while (!open.isEmpty()) {
      JsonNode node = open.remove(open.size() - 1);
      if (node.path("type").asString("").equals("doc") && node.has("content")) {
        texts.document("document " + ++number, node, schema);
        continue;
      }
      boolean issueLike = node.has("summary") || node.has("updateAuthor");
      for (String field : List.of("description", "body", "comment", "environment")) {
        JsonNode text = node.path(field);
        if (issueLike && text.isString()) {
          texts.wiki(field + " " + ++number, text.asString(), schema);
        }
      }
      node.values().forEach(open::add);
    }
  }
}
