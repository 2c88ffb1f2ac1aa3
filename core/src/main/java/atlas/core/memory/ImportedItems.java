package atlas.core.memory;

import atlas.core.memory.Imports.Kind;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was read of a file, in an order in which each finds what it needs. */
final class ImportedItems {
  /**
   * A line that was read and is to be added.
   *
   * @param at when it was made
   * @param after what other lines, by their ids, must be there before it
   * @param row adds it once they are, and says its short id
   */
  record Item(int number, Kind kind, UUID id, Instant at, Set<UUID> after, Row row) {}

  /** Adds a row. */
  @FunctionalInterface
  interface Row {
    String add();
  }

  private static final int LONGEST = 1_000;

  private final Tx tx;
  private final Map<UUID, Item> items = new LinkedHashMap<>();
  private final List<Imports.Line> twice = new ArrayList<>();
  private final Map<UUID, String> known = new HashMap<>();

  ImportedItems(Tx tx) {
    this.tx = tx;
  }

  /** One more; the same a second time is left out. */
  void put(Item item) {
    Item first = items.putIfAbsent(item.id(), item);
    if (first != null) {
      twice.add(new Imports.Line(item.number(), "the same as line " + first.number()));
    }
  }

  /** The items in an order in which each finds what it needs; those in a circle are bad lines. */
  List<Item> ordered(Imports.Report report) {
    report.there().addAll(twice);
    UUID[] ids = items.keySet().toArray(UUID[]::new);
    tx.removals().showRemoved();
    for (var there : tx.removals().known(ids)) known.put(there.id(), there.name());
    tx.removals().hideRemoved();
    // Checkpoints get their numbers in the order of their times; the rest in that of the file.
    List<Item> sorted = new ArrayList<>(items.values());
    sorted.sort(
        Comparator.comparing(
            (Item item) -> item.kind() == Kind.agent_sessions ? item.at() : Instant.MAX));
    var ordered = new LinkedHashSet<Item>();
    for (Item item : sorted) visit(item, new LinkedHashSet<>(), ordered, report);
    return List.copyOf(ordered);
  }

  private void visit(Item item, Set<Item> path, Set<Item> ordered, Imports.Report report) {
    if (ordered.contains(item)) return;
    if (path.size() > LONGEST) {
      String what = "is the end of more than " + LONGEST + " lines that need each other in a row";
      report.bad().add(new Imports.Line(item.number(), what));
      return;
    }
    if (!path.add(item)) {
      report.bad().add(new Imports.Line(item.number(), circle(item, path)));
      return;
    }
    for (UUID id : item.after()) {
      Item before = items.get(id);
      if (before != null) visit(before, path, ordered, report);
    }
    path.remove(item);
    ordered.add(item);
  }

  private static String circle(Item item, Set<Item> path) {
    List<String> lines =
        path.stream()
            .dropWhile(other -> !other.equals(item))
            .map(other -> Integer.toString(other.number()))
            .toList();
    return "is in a circle: lines " + String.join(", ", lines) + " need each other";
  }

  /** What there is already of the item, or null. */
  @Nullable String there(Item item) {
    return known.get(item.id());
  }
}
