package atlas.core.live;

import atlas.core.memory.Projects;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.model.Ref;
import atlas.model.Ticket;
import atlas.storage.Database;
import atlas.storage.TicketStateTable;
import atlas.storage.Tx;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/** Finds what a caller wants to hear of, and refuses what is not there or not theirs. */
public final class Subjects {
  private final Database database;
  private final Projects projects;
  private final Tickets tickets;

  public Subjects(Database database, Projects projects, Tickets tickets) {
    this.database = database;
    this.projects = projects;
    this.tickets = tickets;
  }

  /** What could be done next, and where it stands. */
  public static Subject myWork() {
    return Subject.of(
        "action",
        "activity",
        "theater",
        "task",
        "personal_task",
        "session",
        "scenario",
        "decision",
        "ticket",
        "tickets",
        "item",
        "project",
        "user");
  }

  /** The ticket with that key; one that is not copied yet is fetched. */
  public Subject ticket(Caller caller, String key) {
    Ticket ticket = tickets.require(caller, key);
    return database.read(
        caller,
        tx -> {
          TicketStateTable.State now = tx.ticketStates().states(new UUID[] {ticket.id()}).get(0);
          return Subject.ticket(now.id(), now.ticketKey(), now.state());
        });
  }

  /** The project of that name or id. */
  public Subject project(Caller caller, String named) {
    return Subject.of(projects.id(caller, named));
  }

  /** The task of that id. */
  public Subject task(Caller caller, String named) {
    return find(
        caller,
        Ref.Kind.TASK,
        named,
        (tx, ref) -> tx.tasks().find(ref.id(), ref.number()).map(task -> task.id()));
  }

  /** The testing session of that id. */
  public Subject session(Caller caller, String named) {
    return find(
        caller,
        Ref.Kind.SESSION,
        named,
        (tx, ref) -> tx.sessions().find(ref.id(), ref.number()).map(session -> session.id()));
  }

  /** The checkpoint of that id. */
  public Subject checkpoint(Caller caller, String named) {
    return find(
        caller,
        Ref.Kind.CHECKPOINT,
        named,
        (tx, ref) -> tx.checkpoints().find(ref.id(), ref.number()).map(kept -> kept.id()));
  }

  /** The decision of that id. */
  public Subject decision(Caller caller, String named) {
    return find(
        caller,
        Ref.Kind.DECISION,
        named,
        (tx, ref) -> tx.decisions().find(ref.id(), ref.number()).map(kept -> kept.id()));
  }

  /** The evidence of that id. */
  public Subject evidence(Caller caller, String named) {
    return find(
        caller,
        Ref.Kind.EVIDENCE,
        named,
        (tx, ref) -> tx.evidence().find(ref.id(), ref.number()).map(kept -> kept.id()));
  }

  /** The insight of that id. */
  public Subject insight(Caller caller, String named) {
    return find(
        caller,
        Ref.Kind.INSIGHT,
        named,
        (tx, ref) -> tx.insights().find(ref.id(), ref.number()).map(kept -> kept.id()));
  }

  /** What the days of a caller hold. */
  public Subject agenda() {
    return new Subject(Set.of(News.AGENDA), null, "");
  }

  /**
   * How far the caller has come: whatever they earn names them, and a habit that is logged or
   * rests, or a line of the coach that is dismissed, earns nothing.
   */
  public Subject progress(Caller caller) {
    return new Subject(Set.of(caller.userId().toString(), "habit", "item"), null, "");
  }

  private Subject find(
      Caller caller, Ref.Kind kind, String named, BiFunction<Tx, Ref, Optional<UUID>> found) {
    Ref ref = Ref.parse(kind, named);
    return database.read(caller, tx -> Subject.of(found.apply(tx, ref).orElseThrow(ref::missing)));
  }
}
