package atlas.core.tickets;

import atlas.core.ImportLine;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.model.TicketEvent;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Issues out of a file, on their way into the copy: those that no Jira has brought. */
public final class TicketImport {
  private static final int AT_ONCE = 200;
  private static final int SHORT = 255;
  private static final Set<String> DONE = Set.of("done", "closed", "resolved", "cancelled");

  private record Row(int number, String key, ObjectNode ticket) {}

  private final Tx tx;
  private final TicketKeys keys;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<Row> twice = new ArrayList<>();

  public TicketImport(Tx tx, TicketKeys keys) {
    this.tx = tx;
    this.keys = keys;
  }

  /** Reads a line; what is wrong with it is a refusal. */
  public void read(ImportLine line) {
    String key = keys.parse(line.text("key", 64));
    ObjectNode ticket = Json.MAPPER.createObjectNode();
    ticket.put("id", tx.newId().toString());
    ticket.put("ticket_key", key);
    ticket.put("jira_id", jiraId(line, key));
    ticket.put("project_key", or(line.textOrNull("project", SHORT), key.replaceAll("-\\d+$", "")));
    ticket.put("project_name", line.textOrNull("project_name", SHORT));
    ticket.put("parent_key", line.textOrNull("parent_key", 64));
    ticket.put("summary", line.text("summary", 1_000));
    ticket.put("description", or(line.textOrNull("description", 1_000_000), ""));
    ticket.put("issue_type", or(line.textOrNull("type", SHORT), "Task"));
    String status = or(line.textOrNull("status", SHORT), "Open");
    ticket.put("status", status);
    String category = or(line.textOrNull("status_category", 20), category(status));
    if (!Set.of("new", "indeterminate", "done").contains(category)) {
      throw Refusal.invalid("status_category is none of new, indeterminate, done");
    }
    ticket.put("status_category", category);
    String priority = line.textOrNull("priority", SHORT);
    ticket.put("priority", priority);
    ticket.put("priority_rank", Priorities.rank(priority));
    ticket.put("assignee", line.textOrNull("assignee", SHORT));
    ticket.put("reporter", line.textOrNull("reporter", SHORT));
    texts(ticket, "components", line.texts("components", 100, SHORT));
    texts(ticket, "labels", line.texts("labels", 100, SHORT));
    var due = line.day("due");
    ticket.put("due", due == null ? null : due.toString());
    time(ticket, "jira_created_at", line.time("created"));
    time(ticket, "jira_updated_at", line.time("updated"));
    time(ticket, "jira_resolved_at", line.time("resolved"));
    ticket.put("active", active(line, category));
    ticket.put("deleted", false);
    ticket.put("synced_at", tx.at().toString());
    if (ImportLine.hasNul(line.json())) throw Refusal.invalid("has a NUL character");
    ticket.set("raw", line.json());
    var row = new Row(line.number(), key, ticket);
    if (rows.putIfAbsent(key, row) != null) twice.add(row);
  }

  /** How many were read, each once. */
  public int size() {
    return rows.size();
  }

  /**
   * Adds what was read and is not there, in one event.
   *
   * @param there is told of what is there already, with the number of its line
   */
  public void add(BiConsumer<Integer, String> there, Consumer<String> added) {
    for (Row row : twice) there.accept(row.number(), row.key() + " is twice in the file");
    if (rows.isEmpty()) return;
    Set<String> known =
        new HashSet<>(tx.tickets().known(rows.keySet().toArray(String[]::new), jiraIds()));
    var news = new ArrayList<Row>();
    for (Row row : rows.values()) {
      boolean is =
          known.contains(row.key()) || known.contains(row.ticket().path("jira_id").asString());
      if (is) there.accept(row.number(), row.key());
      else news.add(row);
    }
    for (int from = 0; from < news.size(); from += AT_ONCE) {
      ArrayNode batch = Json.MAPPER.createArrayNode();
      List<Row> some = news.subList(from, Math.min(from + AT_ONCE, news.size()));
      for (Row row : some) batch.add(row.ticket());
      tx.tickets().store(batch.toString());
      for (Row row : some) added.accept(row.key());
    }
    if (!news.isEmpty()) tx.append(new TicketEvent.TicketsImported(tx.newId(), news.size()));
  }

  private String[] jiraIds() {
    return rows.values().stream()
        .map(row -> row.ticket().path("jira_id").asString())
        .toArray(String[]::new);
  }

  /** Jira's number where the file has it; else one that no issue has, and no sweep asks for. */
  private static String jiraId(ImportLine line, String key) {
    JsonNode id = line.json().path("jira_id");
    if (id.isMissingNode() || id.isNull()) return shortened("import~" + key);
    if (!id.asString().matches("\\d{1,18}")) throw Refusal.invalid("jira_id is not a number");
    return id.asString();
  }

  private static String shortened(String id) {
    return id.length() <= 64 ? id : id.substring(id.length() - 64);
  }

  private static boolean active(ImportLine line, String category) {
    JsonNode active = line.json().path("active");
    if (active.isMissingNode() || active.isNull()) return false;
    if (!active.isBoolean()) throw Refusal.invalid("active is true or false");
    return active.booleanValue() && !category.equals("done");
  }

  private static String category(String status) {
    String word = status.toLowerCase(Locale.ROOT);
    if (DONE.contains(word)) return "done";
    return word.contains("progress") || word.contains("review") || word.contains("test")
        ? "indeterminate"
        : "new";
  }

  private static String or(@Nullable String text, String other) {
    return text == null ? other : text;
  }

  private static void texts(ObjectNode ticket, String field, List<String> texts) {
    ArrayNode list = ticket.putArray(field);
    texts.forEach(list::add);
  }

  private static void time(ObjectNode ticket, String field, @Nullable Instant time) {
    ticket.put(field, time == null ? null : time.toString());
  }
}
