package atlas.core.memory;

import atlas.core.ImportLine;
import atlas.core.evidence.EvidenceImport;
import atlas.core.tickets.TicketImport;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes over what another program has written down: JSON, an object a line. */
public final class Imports {
  private static final int MOST_LINES = 200_000;
  private static final int TELL_EVERY = 500;

  /** What a line can be. */
  public enum Kind {
    agent_sessions,
    tickets,
    tasks,
    decisions,
    evidence
  }

  /**
   * A file.
   *
   * @param kind what its lines are; null where each says it itself, in its field kind
   * @param dryRun finds out what would be added, and adds nothing
   */
  public record File(@Nullable Kind kind, boolean dryRun, List<String> lines) {}

  /** A line that was not added, and what there is already or what is wrong with it. */
  public record Line(int number, String what) {}

  /**
   * What came of it. Where a line is bad nothing was added.
   *
   * @param added what was added, or would have been, by its short id or key
   * @param there what was there before
   */
  public record Report(List<String> added, List<Line> there, List<Line> bad) {}

  /** Takes a transaction back that has found out what it was to find out. */
  private static final class Undone extends RuntimeException {
    private final transient Report report;

    Undone(Report report) {
      super("rolled back on purpose", null, false, false);
      this.report = report;
    }
  }

  private final Database database;
  private final Projects projects;
  private final TicketKeys keys;

  public Imports(Database database, Projects projects, TicketKeys keys) {
    this.database = database;
    this.projects = projects;
    this.keys = keys;
  }

  /** Adds what the lines say and is not there yet: all of it, or nothing where one is bad. */
  public Report run(Caller caller, File file) {
    if (file.lines().size() > MOST_LINES) {
      throw Refusal.invalid("A file has at most 200000 lines; split it.");
    }
    var report = new Report(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      return database.write(
          caller,
          tx -> {
            add(tx, file, report);
            if (file.dryRun() || !report.bad().isEmpty()) throw new Undone(report);
            return report;
          });
    } catch (Undone undone) {
      return undone.report;
    }
  }

  private void add(Tx tx, File file, Report report) {
    var work = new Work(tx, report);
    int number = 0;
    for (String text : file.lines()) {
      number++;
      if (text.isBlank()) continue;
      work.read(number, text, file.kind());
    }
    // What refers to a bad line would be bad as well: the cause alone is told.
    if (report.bad().isEmpty()) work.addAll();
    report.bad().sort((one, other) -> Integer.compare(one.number(), other.number()));
    report.there().sort((one, other) -> Integer.compare(one.number(), other.number()));
  }

  /** The lines on their way through one transaction. */
  private final class Work {
    private final Tx tx;
    private final Report report;
    private final ImportedItems items;
    private final ImportedSessions sessions;
    private final ImportedTasks tasks;
    private final ImportedDecisions decisions;
    private final TicketImport tickets;
    private final EvidenceImport evidence;
    private double all;
    private int done;

    Work(Tx tx, Report report) {
      this.tx = tx;
      this.report = report;
      items = new ImportedItems(tx);
      sessions = new ImportedSessions(tx, projects);
      tasks = new ImportedTasks(tx, projects, keys);
      decisions = new ImportedDecisions(tx, projects);
      tickets = new TicketImport(tx, keys);
      evidence = new EvidenceImport(tx, keys);
    }

    void read(int number, String text, @Nullable Kind ofAll) {
      attempt(
          number,
          () -> {
            ImportLine line = ImportLine.read(number, text);
            Kind kind = ofAll == null ? line.one("kind", Kind.class) : ofAll;
            if (kind == null) {
              throw Refusal.invalid("needs a kind, or say with --kind what all lines are");
            }
            switch (kind) {
              case agent_sessions -> items.put(sessions.read(line));
              case tasks -> items.put(tasks.read(line));
              case decisions -> items.put(decisions.read(line));
              case tickets -> tickets.read(line);
              case evidence -> evidence.read(line);
            }
            return null;
          });
    }

    void addAll() {
      var ordered = items.ordered(report);
      all = ordered.size() + (double) tickets.size() + evidence.size();
      for (var item : ordered) {
        attempt(
            item.number(),
            () -> {
              String there = items.there(item);
              if (there != null) report.there().add(new Line(item.number(), there));
              else report.added().add(item.row().add());
              return null;
            });
        tell();
      }
      tickets.add(this::isThere, this::isAdded);
      evidence.add(this::isThere, this::isAdded);
    }

    private void isThere(int number, String what) {
      report.there().add(new Line(number, what));
    }

    private void isAdded(String what) {
      report.added().add(what);
      tell();
    }

    private void tell() {
      done++;
      if (done % TELL_EVERY > 0) return;
      tx.caller().call().progress().at(done, all, done + " lines done");
    }

    private void attempt(int number, Supplier<@Nullable Void> step) {
      try {
        step.get();
      } catch (Refusal refusal) {
        report.bad().add(new Line(number, refusal.sentence()));
      }
    }
  }
}
