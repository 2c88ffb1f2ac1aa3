package atlas.core.library;

import atlas.core.ImportLine;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.LibraryScenario;
import atlas.model.LibraryScenario.Source;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.LibraryTable.Known;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes over the scenarios that a team has written down elsewhere. */
public final class ScenarioImports {
  private static final int MOST = 100_000;
  private static final int AT_ONCE = 500;

  /**
   * A file.
   *
   * @param source where it comes from; null where the file shall tell
   * @param dryRun finds out what would be added, and adds nothing
   */
  public record File(@Nullable Source source, boolean dryRun, String text) {}

  /** A line that was not added, and what there is already or what is wrong with it. */
  public record Line(int number, String what) {}

  /**
   * What came of it. Where a line is bad nothing was added.
   *
   * @param added short ids of those that are new
   * @param changed of those that say something else now
   * @param same how many say the same
   * @param removed those that were removed here, and stay so
   * @param ignored columns that say nothing that is kept
   */
  public record Report(
      Source source,
      List<String> added,
      List<String> changed,
      int same,
      List<Line> removed,
      Set<String> ignored,
      List<Line> bad) {}

  /** Takes a transaction back that has found out what it was to find out. */
  private static final class Undone extends RuntimeException {
    private final transient Report report;

    Undone(Report report) {
      super("rolled back on purpose", null, false, false);
      this.report = report;
    }
  }

  private final Database database;
  private final TicketKeys keys;

  public ScenarioImports(Database database, TicketKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  /** Adds what is new, and changes what says something else: all of it, or nothing. */
  public Report run(Caller caller, File file) {
    LibraryFile read = LibraryFile.read(file.text(), file.source());
    if (read.lines().size() > MOST) {
      throw Refusal.invalid("A file has at most 100000 scenarios; split it.");
    }
    var bad = new ArrayList<>(read.bad());
    Map<String, LibraryLine> lines = lines(read, bad);
    if (lines.isEmpty() && bad.isEmpty()) throw Refusal.invalid("The file has no scenarios.");
    if (!bad.isEmpty()) {
      bad.sort((one, other) -> Integer.compare(one.number(), other.number()));
      return report(read, List.of(), List.of(), 0, List.of(), bad);
    }
    try {
      return database.write(
          caller,
          tx -> {
            Report report = store(tx, read, lines);
            if (file.dryRun()) throw new Undone(report);
            return report;
          });
    } catch (Undone undone) {
      return undone.report;
    }
  }

  private static Report report(
      LibraryFile read,
      List<String> added,
      List<String> changed,
      int same,
      List<Line> removed,
      List<Line> bad) {
    return new Report(read.source(), added, changed, same, removed, read.ignored(), bad);
  }

  /** By the keys that the source has for them. */
  private Map<String, LibraryLine> lines(LibraryFile read, List<Line> bad) {
    Map<String, LibraryLine> lines = new LinkedHashMap<>();
    for (ImportLine line : read.lines()) {
      try {
        LibraryLine one = LibraryLine.read(line, keys);
        LibraryLine before = lines.putIfAbsent(one.key(), one);
        if (before != null) {
          throw Refusal.invalid("has the key " + one.key() + " of line " + before.number());
        }
      } catch (Refusal refusal) {
        bad.add(new Line(line.number(), refusal.sentence()));
      }
    }
    return lines;
  }

  private static Report store(Tx tx, LibraryFile read, Map<String, LibraryLine> lines) {
    tx.removals().showRemoved();
    Map<String, Known> known = new HashMap<>();
    for (Known one : tx.library().known(read.source(), lines.keySet().toArray(String[]::new))) {
      known.put(one.sourceKey(), one);
    }
    tx.removals().hideRemoved();
    var removed = new ArrayList<Line>();
    var wanted = new ArrayList<LibraryScenario>();
    int fresh = lines.size() - known.size();
    int next = fresh == 0 ? 0 : numbers(tx, fresh);
    for (LibraryLine line : lines.values()) {
      Known there = known.get(line.key());
      if (there == null) wanted.add(line.scenario(tx.newId(), next++, read.source()));
      else if (!there.removed()) {
        wanted.add(line.scenario(there.id(), there.number(), read.source()));
      } else {
        String id = Ref.Kind.LIBRARY_SCENARIO.shortId(there.number());
        removed.add(new Line(line.number(), id + ", which was removed"));
      }
    }
    var added = new ArrayList<String>();
    var changed = new ArrayList<String>();
    Set<Integer> stored = stored(tx, wanted);
    for (LibraryScenario one : wanted) {
      if (!stored.contains(one.number())) continue;
      (known.containsKey(one.sourceKey()) ? changed : added).add(one.shortId());
    }
    if (!stored.isEmpty()) {
      tx.library().changed();
      tx.append(
          new Event.LibraryImported(
              tx.newId(), read.source().name(), added.size(), changed.size()));
    }
    return report(read, added, changed, wanted.size() - stored.size(), removed, List.of());
  }

  /** So many short ids in a row, of which this is the first number. */
  private static int numbers(Tx tx, int count) {
    int first = tx.nextNumber(Ref.Kind.LIBRARY_SCENARIO);
    tx.numbersUpTo(Ref.Kind.LIBRARY_SCENARIO, first + count - 1);
    return first;
  }

  /** The numbers of those that were not there, or said something else. */
  private static Set<Integer> stored(Tx tx, List<LibraryScenario> wanted) {
    Set<Integer> stored = new HashSet<>();
    for (int from = 0; from < wanted.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, wanted.size());
      List<LibraryScenario> some = wanted.subList(from, to);
      int[] counts = Objects.requireNonNull(tx.library().store(some));
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) stored.add(some.get(i).number());
      }
      if (to == wanted.size()) continue;
      tx.caller().call().progress().at(to, (double) wanted.size(), to + " scenarios done");
    }
    return stored;
  }
}
