package atlas.core.evidence;

import atlas.model.EvidenceSource;
import atlas.model.Json;
import atlas.model.Ref;
import atlas.storage.EvidenceTable;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a person did, and what shows it. */
public final class Evidences {
  /** How much one statement takes; who has more keeps it in several transactions. */
  public static final int AT_ONCE = 500;

  /**
   * Evidence that is there.
   *
   * @param added whether it is new
   * @param changed whether it says something else than before, or is new
   */
  public record Kept(UUID id, int number, boolean added, boolean changed) {
    /** The short id: E-5. */
    public String shortId() {
      return Ref.Kind.EVIDENCE.shortId(number);
    }
  }

  private Evidences() {}

  /**
   * Keeps what a source says, in one statement: new, or instead of what it said before by the same
   * id. The log is told if it says something else. Empty where it was removed: it stays so.
   */
  public static Optional<Kept> keep(Tx tx, NewEvidence item) {
    return keep(tx, List.of(item)).stream().findFirst();
  }

  /**
   * The same of many, in a statement for each {@link #AT_ONCE}; of one id of a source the last one
   * counts. What was removed is not among the answers.
   */
  public static List<Kept> keep(Tx tx, List<NewEvidence> items) {
    Map<List<Object>, NewEvidence> byId = new LinkedHashMap<>();
    for (NewEvidence item : items) byId.put(List.of(item.source(), item.sourceId()), item);
    List<NewEvidence> each = List.copyOf(byId.values());
    var kept = new ArrayList<Kept>();
    for (int from = 0; from < each.size(); from += AT_ONCE) {
      ArrayNode batch = Json.MAPPER.createArrayNode();
      for (NewEvidence item : each.subList(from, Math.min(from + AT_ONCE, each.size()))) {
        batch.add(row(tx, item).put("place", batch.size()));
      }
      for (EvidenceTable.Kept one :
          tx.evidence().keep(batch.toString(), tx.at(), tx.caller().actor())) {
        kept.add(new Kept(one.id(), one.number(), one.added(), one.changed()));
      }
    }
    return kept;
  }

  private static ObjectNode row(Tx tx, NewEvidence item) {
    ObjectNode row = Json.MAPPER.valueToTree(item);
    row.put("id", tx.newId().toString()).put("category_suggested", true).putArray("tags");
    return row;
  }

  /** By which our own areas' evidence is known. */
  static String sourceId(EvidenceSource source, UUID id) {
    return source + ":" + id;
  }
}
