package atlas.core.evidence;

import atlas.core.ImportLine;
import atlas.core.tickets.TicketKeys;
import atlas.model.EvidenceSource;
import atlas.model.Json;
import atlas.model.Ref;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Evidence out of a file; what a source calls so already stays as it is. */
public final class EvidenceImport {
  private record Row(int number, NewEvidence evidence, ObjectNode json) {}

  private final Tx tx;
  private final TicketKeys keys;
  private final Map<List<Object>, Row> rows = new LinkedHashMap<>();
  private final List<Row> twice = new ArrayList<>();

  public EvidenceImport(Tx tx, TicketKeys keys) {
    this.tx = tx;
    this.keys = keys;
  }

  /** Reads a line; what is wrong with it is a refusal. */
  public void read(ImportLine line) {
    EvidenceSource source = line.one("source", EvidenceSource.class);
    if (source == null) source = EvidenceSource.manual;
    String sourceId = line.textOrNull("source_id", 200);
    String key = line.textOrNull("ticket_key", 64);
    String category = line.textOrNull("category", NewEvidence.NAME);
    Instant happenedAt = line.time("happened_at");
    var evidence =
        new NewEvidence(
            source,
            sourceId == null ? line.id("evidence").toString() : sourceId,
            line.text("title", NewEvidence.TITLE),
            line.textOrNull("summary", NewEvidence.SUMMARY),
            line.text("content", NewEvidence.CONTENT),
            line.textOrNull("source_url", NewEvidence.URL),
            happenedAt == null ? line.madeAt(tx.at()) : happenedAt,
            key == null ? null : keys.parse(key),
            category,
            List.of());
    ObjectNode json = Json.MAPPER.valueToTree(evidence);
    json.put("id", tx.newId().toString()).put("category_suggested", category == null);
    List<String> tags = line.texts("tags", NewEvidence.TAGS, NewEvidence.NAME);
    json.set("tags", Json.MAPPER.valueToTree(NewEvidence.names(tags)));
    var row = new Row(line.number(), evidence, json);
    Row first = rows.putIfAbsent(List.of(source, evidence.sourceId()), row);
    if (first != null) twice.add(row);
  }

  /** How many were read, each once. */
  public int size() {
    return rows.size();
  }

  /**
   * Adds what was read and is not there.
   *
   * @param there is told of what is there already, with the number of its line
   */
  public void add(BiConsumer<Integer, String> there, Consumer<String> added) {
    for (Row row : twice) there.accept(row.number(), row.evidence().title() + " is twice");
    var news = new ArrayList<Row>();
    tx.removals().showRemoved();
    for (Row row : rows.values()) {
      tx.evidence()
          .numberOf(row.evidence().source(), row.evidence().sourceId())
          .ifPresentOrElse(
              number -> there.accept(row.number(), Ref.Kind.EVIDENCE.shortId(number)),
              () -> news.add(row));
    }
    tx.removals().hideRemoved();
    for (int from = 0; from < news.size(); from += Evidences.AT_ONCE) {
      ArrayNode batch = Json.MAPPER.createArrayNode();
      int end = Math.min(from + Evidences.AT_ONCE, news.size());
      for (Row row : news.subList(from, end)) batch.add(row.json().put("place", batch.size()));
      for (Evidences.Kept kept : Evidences.keep(tx, batch)) added.accept(kept.shortId());
    }
  }
}
