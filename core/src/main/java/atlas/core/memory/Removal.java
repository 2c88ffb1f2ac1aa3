package atlas.core.memory;

import atlas.core.Outside;
import atlas.core.evidence.OwnEvidence;
import atlas.core.focus.Actions;
import atlas.core.focus.Theaters;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.MemoryEvent;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Session;
import atlas.model.Task;
import atlas.model.TaskStatus;
import atlas.model.Theater;
import atlas.storage.Database;
import atlas.storage.EvidenceTable.Own;
import atlas.storage.RemovalTable.Item;
import atlas.storage.RemovalTable.WithProject;
import atlas.storage.TaskTable;
import atlas.storage.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes things out of sight, and brings them back: nothing that was written down is ever gone. */
public final class Removal {
  private static final List<Ref.Kind> KINDS =
      List.of(
          Ref.Kind.TASK,
          Ref.Kind.ARTIFACT,
          Ref.Kind.CHECKPOINT,
          Ref.Kind.DECISION,
          Ref.Kind.MEMORY,
          Ref.Kind.SESSION,
          Ref.Kind.PREDICTION,
          Ref.Kind.LIBRARY_SCENARIO,
          Ref.Kind.EVIDENCE,
          Ref.Kind.INSIGHT,
          Ref.Kind.ACTION,
          Ref.Kind.FOCUS_LOG,
          Ref.Kind.MOOD,
          Ref.Kind.JOURNAL_ENTRY,
          Ref.Kind.HABIT,
          Ref.Kind.COACH_LINE,
          Ref.Kind.PERSONAL_TASK,
          Ref.Kind.CALENDAR_EVENT,
          Ref.Kind.COUNTDOWN);
  private static final Set<Ref.Kind> PRIVATE = Set.of(Ref.Kind.MOOD, Ref.Kind.JOURNAL_ENTRY);
  private static final Map<Ref.Kind, EvidenceSource> PROVED =
      Map.of(
          Ref.Kind.SESSION, EvidenceSource.session,
          Ref.Kind.TASK, EvidenceSource.task,
          Ref.Kind.DECISION, EvidenceSource.decision);
  private static final Pattern SCENARIO = Pattern.compile("[Ss]-(\\d{1,9})\\.(\\d{1,9})");
  private static final String PROJECT = "project:";
  private static final String THEATER = "theater:";

  /** The item as it is now. */
  public record Moved(String item, boolean removed, List<String> effects) {}

  private final Database database;

  public Removal(Database database) {
    this.database = database;
  }

  /** Hides the item of that short id everywhere; or project:name, with all that belongs to it. */
  public Moved remove(Caller caller, String named) {
    return move(caller, named.strip(), true);
  }

  /** Brings back what was removed, as it was. */
  public Moved restore(Caller caller, String named) {
    return move(caller, named.strip(), false);
  }

  private Moved move(Caller caller, String named, boolean away) {
    if (named.toLowerCase(Locale.ROOT).startsWith(PROJECT)) {
      String name = named.substring(PROJECT.length()).strip();
      // Alone, so that nobody adds to a project what would stay behind when it goes.
      return database.alone(
          caller, Moved.class, tx -> away ? removeProject(tx, name) : restoreProject(tx, name));
    }
    if (named.toLowerCase(Locale.ROOT).startsWith(THEATER)) {
      String name = named.substring(THEATER.length()).strip();
      return database.write(
          caller, Moved.class, tx -> away ? removeTheater(tx, name) : restoreTheater(tx, name));
    }
    Matcher scenario = SCENARIO.matcher(named);
    if (scenario.matches()) {
      int session = Integer.parseInt(scenario.group(1));
      int number = Integer.parseInt(scenario.group(2));
      return database.write(caller, Moved.class, tx -> move(tx, session, number, away));
    }
    Ref ref = Ref.parseAny(KINDS, named, "S-12.3 (scenario), project:name, theater:name");
    return database.write(caller, Moved.class, tx -> move(tx, ref, away));
  }

  private static Moved move(Tx tx, Ref ref, boolean away) {
    tx.removals().showRemoved();
    // Whoever knows its id may take it away, and reads nothing of it.
    if (PRIVATE.contains(ref.kind())) tx.wellbeing().showPrivate();
    Item item =
        tx.removals()
            .lock(ref.kind(), Objects.requireNonNull(ref.number()))
            .orElseThrow(ref::missing);
    return move(tx, ref.kind(), ref.toString(), item, away);
  }

  /** Hides something within a transaction that does more. */
  public static Moved remove(Tx tx, Ref ref) {
    Moved moved = move(tx, ref, true);
    tx.removals().hideRemoved();
    return moved;
  }

  private static Moved move(Tx tx, int session, int number, boolean away) {
    String id = Ref.Kind.SESSION.shortId(session) + "." + number;
    // The session first, as its end does, which must count what is there.
    Optional<Session> of = tx.sessions().lock(null, session);
    tx.removals().showRemoved();
    Item item =
        tx.removals()
            .scenario(session, number)
            .orElseThrow(() -> Refusal.notFound("There is no scenario " + id + " of yours."));
    Moved moved = move(tx, Ref.Kind.SCENARIO, id, item, away);
    tx.removals().hideRemoved();
    var effects = new ArrayList<>(moved.effects());
    of.ifPresent(one -> effects.addAll(OwnEvidence.recounted(tx, one)));
    return new Moved(id, away, effects);
  }

  private static Moved move(Tx tx, Ref.Kind kind, String id, Item item, boolean away) {
    if (item.gone() != null) throw gone(kind, id, item.gone());
    if (away == (item.archivedAt() != null)) {
      return new Moved(id, away, List.of(id + (away ? " was removed before" : " was not removed")));
    }
    if (away) check(tx, kind, id, item);
    if (away && kind == Ref.Kind.ACTION) Actions.leave(tx, item.id());
    else if (kind == Ref.Kind.MEMORY) checkKey(tx, item);
    else if (kind == Ref.Kind.JOURNAL_ENTRY) checkDay(tx, item);
    tx.removals().archive(item.id(), away ? tx.at() : null);
    if (kind == Ref.Kind.LIBRARY_SCENARIO) tx.library().changed();
    if (kind == Ref.Kind.SESSION || kind == Ref.Kind.SCENARIO) tx.library().testedWith();
    tx.append(
        away
            ? new MemoryEvent.ItemRemoved(kind, item.id(), id, item.projectId(), item.title())
            : new MemoryEvent.ItemRestored(kind, item.id(), id, item.projectId(), item.title()));
    List<String> effects = withProof(tx, kind, item, away);
    if (kind == Ref.Kind.TASK) effects.addAll(waiting(tx, item, away));
    return new Moved(id, away, effects);
  }

  /** What was kept as evidence of it goes and comes back with it: a mistake proves nothing. */
  private static List<String> withProof(Tx tx, Ref.Kind kind, Item item, boolean away) {
    var effects = new ArrayList<String>();
    EvidenceSource source = PROVED.get(kind);
    if (source == null) return effects;
    Own own = tx.evidence().own(source, item.id().toString(), item.archivedAt()).orElse(null);
    if (own == null) return effects;
    String id = Ref.Kind.EVIDENCE.shortId(own.number());
    tx.removals().archive(own.id(), away ? tx.at() : null);
    tx.append(
        away
            ? new MemoryEvent.ItemRemoved(Ref.Kind.EVIDENCE, own.id(), id, null, own.title())
            : new MemoryEvent.ItemRestored(Ref.Kind.EVIDENCE, own.id(), id, null, own.title()));
    effects.add(id + ", its evidence, " + (away ? "is removed with it" : "is back with it"));
    return effects;
  }

  /** What becomes of the tasks that wait for one that is to be done, and goes or comes back. */
  private static List<String> waiting(Tx tx, Item item, boolean away) {
    Task task = tx.tasks().find(item.id(), null).orElseThrow();
    if (task.status() == TaskStatus.done) return List.of();
    tx.removals().hideRemoved();
    if (away) return Dependencies.freed(tx, task.id());
    return Tasks.waiting(tx, task).stream()
        .map(waiting -> waiting + " waits for " + task.shortId())
        .toList();
  }

  private static void check(Tx tx, Ref.Kind kind, String id, Item item) {
    // A scenario that was logged by mistake is taken off the sheet while the session goes on.
    if (item.open() && kind == Ref.Kind.SESSION) {
      throw Refusal.conflict(id + " goes on; end_session or update_session abandon it first.");
    }
    String holder = item.holder();
    if (holder != null && !holder.equals(tx.caller().actor())) {
      throw Refusal.conflict(id + " is claimed by " + holder + "; it must be released first.");
    }
  }

  private static void checkKey(Tx tx, Item memory) {
    tx.removals()
        .keyTaken(memory.id())
        .ifPresent(
            number -> {
              throw Refusal.conflict(
                  Ref.Kind.MEMORY.shortId(number) + " has that key now; remove it first.");
            });
  }

  private static void checkDay(Tx tx, Item entry) {
    tx.wellbeing()
        .dayTaken(entry.id())
        .ifPresent(
            number -> {
              throw Refusal.conflict(
                  Ref.Kind.JOURNAL_ENTRY.shortId(number)
                      + " is the journal of that day now; remove it first.");
            });
  }

  private static Refusal gone(Ref.Kind kind, String id, String of) {
    boolean focus = kind == Ref.Kind.ACTION || kind == Ref.Kind.FOCUS_LOG;
    String name = Outside.line(of);
    return Refusal.conflict(
        "%s belongs to %s %s, which was removed; restore %s%s first."
            .formatted(id, focus ? "theater" : "project", name, focus ? THEATER : PROJECT, name));
  }

  private static Moved removeProject(Tx tx, String name) {
    tx.removals().showRemoved();
    Item project = tx.removals().project(name).orElseThrow(() -> missing(name));
    if (project.archivedAt() != null) {
      return new Moved(PROJECT + name, true, List.of(PROJECT + name + " was removed before"));
    }
    tx.removals()
        .leased(project.id(), tx.caller().actor())
        .ifPresent(
            task -> {
              throw Refusal.conflict(
                  "%s is claimed by %s; it must be released first."
                      .formatted(Ref.Kind.TASK.shortId(task.number()), task.holder()));
            });
    Set<Integer> waiting = waitingFor(tx, project).keySet();
    WithProject gone = tx.removals().archiveProject(project.id(), tx.at());
    tx.append(new MemoryEvent.ProjectRemoved(project.id(), name, total(gone)));
    List<String> effects = told(gone, "Removed with it: ");
    tx.removals().hideRemoved();
    effects.addAll(Dependencies.freed(tx, waiting));
    return new Moved(PROJECT + name, true, effects);
  }

  private static Moved restoreProject(Tx tx, String name) {
    tx.removals().showRemoved();
    Item there = tx.removals().project(name).orElseThrow(() -> missing(name));
    if (there.archivedAt() == null) {
      if (tx.removals().removedProject(name).isEmpty()) {
        return new Moved(PROJECT + name, false, List.of(PROJECT + name + " was not removed"));
      }
      throw Refusal.conflict(
          "There is another project " + name + " by now; remove that one first.");
    }
    Instant since = there.archivedAt();
    WithProject back = tx.removals().restoreProject(there.id(), since);
    tx.append(new MemoryEvent.ProjectRestored(there.id(), name, total(back)));
    List<String> effects = told(back, "Back with it: ");
    waitingFor(tx, there)
        .forEach(
            (task, first) ->
                effects.add(
                    Ref.Kind.TASK.shortId(task) + " waits for " + String.join(", ", first)));
    return new Moved(PROJECT + name, false, effects);
  }

  /** The tasks of other projects that wait for some of this one, and for which. */
  private static Map<Integer, List<String>> waitingFor(Tx tx, Item project) {
    return tx.tasks().waitingFromOutside(project.id()).stream()
        .collect(
            Collectors.groupingBy(
                TaskTable.Waiting::number,
                TreeMap::new,
                Collectors.mapping(
                    task -> Ref.Kind.TASK.shortId(task.waitsFor()), Collectors.toList())));
  }

  /** The same of a theater. */
  public static Moved removeTheater(Tx tx, String name) {
    Theater theater =
        Theaters.find(tx, name).orElseThrow(() -> Theaters.missing(tx.theaters().all(), name));
    List<String> effects = Theaters.remove(tx, theater);
    tx.append(
        new MemoryEvent.ItemRemoved(
            Ref.Kind.THEATER, theater.id(), THEATER + theater.name(), null, theater.name()));
    return new Moved(THEATER + theater.name(), true, effects);
  }

  private static Moved restoreTheater(Tx tx, String name) {
    if (Theaters.find(tx, name).isPresent()) {
      return new Moved(THEATER + name, false, List.of(THEATER + name + " is there"));
    }
    tx.removals().showRemoved();
    Theater back =
        tx.theaters()
            .removed(name)
            .orElseThrow(
                () -> Refusal.notFound("There is no theater " + name + " that was removed."));
    tx.theaters().archive(back.id(), null);
    tx.append(
        new MemoryEvent.ItemRestored(
            Ref.Kind.THEATER, back.id(), THEATER + back.name(), null, back.name()));
    return new Moved(
        THEATER + back.name(), false, List.of("It has no energy; set_theater gives it some"));
  }

  private static Refusal missing(String name) {
    return Refusal.notFound(
        "There is no project " + name + " of yours; get_project_context with * lists them.");
  }

  private static int total(WithProject all) {
    return all.tasks()
        + all.artifacts()
        + all.checkpoints()
        + all.decisions()
        + all.memories()
        + all.evidence();
  }

  private static List<String> told(WithProject all, String words) {
    var parts = new ArrayList<String>();
    count(parts, all.tasks(), "task", "tasks");
    count(parts, all.artifacts(), "artifact", "artifacts");
    count(parts, all.checkpoints(), "checkpoint", "checkpoints");
    count(parts, all.decisions(), "decision", "decisions");
    count(parts, all.memories(), "memory", "memories");
    count(parts, all.evidence(), "piece of evidence", "pieces of evidence");
    var told = new ArrayList<String>();
    if (!parts.isEmpty()) told.add(words + String.join(", ", parts));
    return told;
  }

  private static void count(List<String> parts, int count, String one, String many) {
    if (count > 0) parts.add(count + " " + (count == 1 ? one : many));
  }
}
