package atlas.core.memory;

import atlas.core.Outside;
import atlas.core.Words;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Cursor;
import atlas.model.Ref;
import atlas.model.TimelineEntry;
import atlas.storage.Database;
import atlas.storage.EventTable;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The event log, read again: who did what, and when. */
public final class Timeline {
  /** Which part of the story; null is all of it. */
  public record Query(
      @Nullable String project,
      @Nullable String task,
      @Nullable String ticketKey,
      @Nullable String session,
      @Nullable String type,
      @Nullable String actor,
      @Nullable Instant since,
      int limit,
      @Nullable String cursor) {}

  /**
   * A page of the story, latest first.
   *
   * @param omitted how many earlier events fit and are not on this page, counted up to 1,000
   * @param note on the last page, which types there are when none has the one that was asked for,
   *     or which earlier events were taken out of the log, if any were
   */
  public record Page(
      List<TimelineEntry> events,
      int omitted,
      @Nullable String nextCursor,
      @Nullable String note) {}

  private final Database database;
  private final Projects projects;
  private final TicketKeys keys;

  public Timeline(Database database, Projects projects, TicketKeys keys) {
    this.database = database;
    this.projects = projects;
    this.keys = keys;
  }

  /** The events that fit. */
  public Page get(Caller caller, Query query) {
    Ref session = query.session() == null ? null : Ref.parse(Ref.Kind.SESSION, query.session());
    Ref task = query.task() == null ? null : Ref.parse(Ref.Kind.TASK, query.task());
    String ticketKey = query.ticketKey() == null ? null : keys.parse(query.ticketKey());
    List<String> after = Cursor.parts(query.cursor(), 2);
    Instant beforeAt;
    Long beforeSeq;
    try {
      beforeAt = after.isEmpty() ? null : Instant.parse(after.get(0));
      beforeSeq = after.isEmpty() ? null : Long.valueOf(after.get(1));
    } catch (RuntimeException unreadable) {
      throw Cursor.bad();
    }
    return database.read(
        caller,
        tx -> {
          UUID projectId =
              query.project() == null ? null : projects.require(tx, query.project()).id();
          UUID taskId =
              task == null
                  ? null
                  : tx.tasks().find(task.id(), task.number()).orElseThrow(task::missing).id();
          UUID sessionId =
              session == null
                  ? null
                  : tx.sessions()
                      .find(session.id(), session.number())
                      .orElseThrow(session::missing)
                      .id();
          List<TimelineEntry> events =
              tx.events()
                  .timeline(
                      new EventTable.Filter(
                          projectId,
                          taskId,
                          ticketKey == null
                              ? null
                              : tx.work().keys(ticketKey).toArray(String[]::new),
                          sessionId,
                          query.type(),
                          query.actor(),
                          query.since(),
                          beforeAt,
                          beforeSeq,
                          query.limit()));
          int omitted = events.isEmpty() ? 0 : events.get(0).matching() - events.size();
          TimelineEntry last = events.isEmpty() ? null : events.get(events.size() - 1);
          String next =
              omitted == 0 || last == null
                  ? null
                  : Cursor.of(last.at().toString(), Long.toString(last.seq()));
          return new Page(events, omitted, next, next == null ? note(tx, query, events) : null);
        });
  }

  private static @Nullable String note(Tx tx, Query query, List<TimelineEntry> events) {
    String type = query.type();
    List<String> types = type == null || !events.isEmpty() ? List.of() : tx.events().types();
    return type == null || types.isEmpty() || types.contains(type)
        ? exported(tx, query.since())
        : unknown(type, types);
  }

  /** Names those that have a word of it, or all. */
  private static String unknown(String type, List<String> types) {
    Set<String> words = Words.of(type);
    List<String> near =
        types.stream().filter(known -> !Collections.disjoint(words, Words.of(known))).toList();
    return "No event has the type %s; there are %s."
        .formatted(Outside.line(type, 64), String.join(", ", near.isEmpty() ? types : near));
  }

  private static @Nullable String exported(Tx tx, @Nullable Instant since) {
    List<YearMonth> months =
        tx.events().exportedMonths().stream()
            .map(YearMonth::from)
            .filter(month -> since == null || since.isBefore(end(month)))
            .toList();
    if (months.isEmpty()) return null;
    YearMonth first = months.get(0);
    YearMonth last = months.get(months.size() - 1);
    return "Earlier events of %s were taken out of the log; atlas import events brings them back."
        .formatted(first.equals(last) ? first.toString() : first + " to " + last);
  }

  private static Instant end(YearMonth month) {
    return month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
