package atlas.storage;

import atlas.model.Call;
import atlas.model.Refusal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes months of the log out into files, and brings them back. Only the owner's login can: the one
 * that serves may add to the log and read it, and nothing else.
 */
public final class LogArchive {
  private static final Logger log = LoggerFactory.getLogger(LogArchive.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'events_'yyyy_MM", Locale.ROOT);
  private static final int AT_ONCE = 1_000;
  private static final int TELL_EVERY = 50_000;

  // Without what PostgreSQL makes of the others.
  private static final String COLUMNS =
      "user_id, at, seq, actor, type, version, entity_id, short_id, ticket_key, session_id,"
          + " project_id, task_id, summary, payload";

  /**
   * A month that is in a file.
   *
   * @param kept whether its table is still there, outside of the log
   */
  public record Exported(YearMonth month, Path file, long events, boolean kept) {}

  private final Jdbi owner;
  private final InstantSource clock;

  public LogArchive(PostgresUrl owner, InstantSource clock) {
    this.owner = jdbi(owner);
    this.clock = clock;
  }

  private static Jdbi jdbi(PostgresUrl owner) {
    ConnectionSource connections = owner::connect;
    return Connector.jdbi(connections.dataSource());
  }

  /** The names of all users. */
  public List<String> users() {
    return asOwner(
        handle ->
            handle.createQuery("select name from users order by name").mapTo(String.class).list());
  }

  /** The months of the log that lie wholly before that one, the first one first. */
  public List<YearMonth> months(YearMonth before) {
    YearMonth now = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
    if (before.isAfter(now)) {
      throw Refusal.invalid(
          "The month of today is still being written; the latest to say is --before " + now + ".");
    }
    return asOwner(
        handle ->
            handle
                .createQuery(
                    """
                    select substr(c.relname, 8) from pg_inherits i
                    join pg_class c on c.oid = i.inhrelid
                    where i.inhparent = 'public.events'::regclass
                      and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
                    order by 1
                    """)
                .mapTo(String.class)
                .stream()
                .map(month -> YearMonth.parse(month.replace('_', '-')))
                .filter(month -> month.isBefore(before))
                .toList());
  }

  /**
   * Writes a month to a file, and when that is safely on the disk takes the month out of the log.
   *
   * @param keep leaves its table in the database, outside of the log
   */
  public Exported export(YearMonth month, Path folder, boolean keep, Call.Progress progress) {
    var file = new MonthFile(folder, month);
    return asOwner(
        handle -> {
          boolean alone =
              handle
                  .createQuery("select pg_try_advisory_lock(hashtext('atlas.export_events'))")
                  .mapTo(boolean.class)
                  .one();
          if (!alone) throw Refusal.conflict("Another export is under way; wait for its end.");
          letOwnerSee(handle, month);
          try {
            return export(handle, month, file, keep, progress);
          } catch (RuntimeException stays) {
            handle.execute("drop policy if exists export on " + table(month));
            throw stays;
          }
        });
  }

  private Exported export(
      Handle handle, YearMonth month, MonthFile file, boolean keep, Call.Progress progress) {
    MonthFile.Manifest written =
        handle.inTransaction(
            TransactionIsolationLevel.REPEATABLE_READ,
            tx -> file.write(line -> lines(tx, month, line, progress)));
    try {
      handle.useTransaction(tx -> takeOut(tx, month, written.events(), keep));
    } catch (RuntimeException stays) {
      file.discard();
      throw stays;
    }
    return new Exported(month, file.path(), written.events(), keep);
  }

  /** Forced security binds the owner too; a policy of its own lets it see this month. */
  private static void letOwnerSee(Handle handle, YearMonth month) {
    handle.useTransaction(
        tx -> {
          tx.execute("set local lock_timeout = '10s'");
          tx.execute("drop policy if exists export on " + table(month));
          tx.execute(
              "create policy export on "
                  + table(month)
                  + " for select to current_user using (true)");
        });
  }

  private static void lines(
      Handle tx,
      YearMonth month,
      java.util.function.Consumer<String> line,
      Call.Progress progress) {
    tx.execute("set local time zone 'UTC'");
    double all = tx.createQuery("select count(*) from " + table(month)).mapTo(double.class).one();
    var written = new long[1];
    tx.createQuery(
            "select row_to_json(e)::text from (select "
                + COLUMNS
                + " from "
                + table(month)
                + " order by seq) as e")
        .setFetchSize(AT_ONCE)
        .mapTo(String.class)
        .forEach(
            event -> {
              line.accept(event);
              written[0]++;
              if (written[0] % TELL_EVERY == 0) {
                progress.at(written[0], all, written[0] + " events of " + month + " written");
              }
            });
  }

  private void takeOut(Handle tx, YearMonth month, long written, boolean keep) {
    tx.execute("set local lock_timeout = '10s'");
    // Whoever writes to the log ends before this, so that what is counted now is all there is.
    tx.execute("alter table public.events detach partition " + table(month));
    long there = tx.createQuery("select count(*) from " + table(month)).mapTo(long.class).one();
    if (there != written) {
      throw Refusal.conflict(
          "Events of " + month + " came while it was written; it stays as it was: repeat this.");
    }
    tx.createUpdate(
            "insert into exported_months (user_id, month, events, exported_at)"
                + " select user_id, :month, count(*), :at from "
                + table(month)
                + " where user_id in (select id from users) group by user_id")
        .bind("month", month.atDay(1))
        .bind("at", clock.instant())
        .execute();
    if (!keep) tx.execute("drop table " + table(month));
  }

  /** Brings a month back into the log, from its file or from the table that was kept. */
  public Exported bringBack(Path named, Call.Progress progress) {
    MonthFile file = MonthFile.of(named);
    YearMonth month = file.month();
    MonthFile.Manifest told = file.verify();
    boolean kept =
        asOwner(
            handle ->
                handle.inTransaction(
                    tx -> {
                      tx.execute("set local lock_timeout = '10s'");
                      boolean there = isThere(tx, month);
                      if (!there) {
                        tx.execute(
                            "create table " + table(month) + " (like public.events including all)");
                        fill(tx, file, told.events(), progress);
                        tx.execute("select guard_event_partition('" + table(month) + "')");
                      }
                      tx.execute("drop policy if exists export on " + table(month));
                      attach(tx, month);
                      tx.createUpdate("delete from exported_months where month = :month")
                          .bind("month", month.atDay(1))
                          .execute();
                      return there;
                    }));
    return new Exported(month, file.path(), told.events(), kept);
  }

  private static boolean isThere(Handle tx, YearMonth month) {
    String found =
        tx.createQuery(
                """
                select case
                  when to_regclass(:table) is null then 'no'
                  when exists (select from pg_inherits where inhrelid = to_regclass(:table))
                    then 'attached'
                  else 'kept' end
                """)
            .bind("table", table(month))
            .mapTo(String.class)
            .one();
    if (found.equals("attached")) {
      throw Refusal.conflict("The events of " + month + " are in the log; nothing was changed.");
    }
    return found.equals("kept");
  }

  private static void fill(Handle tx, MonthFile file, double all, Call.Progress progress) {
    var batch = new ArrayList<String>();
    var done = new long[1];
    Runnable insert =
        () -> {
          if (batch.isEmpty()) return;
          tx.createUpdate(
                  "insert into "
                      + table(file.month())
                      + " ("
                      + COLUMNS
                      + ") select "
                      + COLUMNS
                      + " from jsonb_populate_recordset(null::"
                      + table(file.month())
                      + ", :rows::jsonb)")
              .bind("rows", "[" + String.join(",", batch) + "]")
              .execute();
          batch.clear();
        };
    file.read(
        line -> {
          batch.add(line);
          if (batch.size() == AT_ONCE) insert.run();
          done[0]++;
          if (done[0] % TELL_EVERY == 0) progress.at(done[0], all, done[0] + " events read");
        });
    insert.run();
  }

  private static void attach(Handle tx, YearMonth month) {
    try {
      tx.execute(
          ("alter table public.events attach partition %s"
                  + " for values from ('%s 00:00:00+00') to ('%s 00:00:00+00')")
              .formatted(table(month), month.atDay(1), month.plusMonths(1).atDay(1)));
    } catch (JdbiException e) {
      if (!state(e).equals("23514")) throw e;
      throw Refusal.conflict(
          "Other events of "
              + month
              + " came since, for which there was no month; they would be"
              + " hidden. Nothing was changed.");
    }
  }

  /** Puts events that came when there was no month for them into months. */
  static void settleMonths(PostgresUrl owner) {
    try {
      jdbi(owner)
          .useTransaction(
              tx -> {
                tx.execute("set local lock_timeout = '5s'");
                tx.execute("select settle_event_months()");
              });
      log.info("Events that were outside of every month are in their months now");
    } catch (JdbiException later) {
      log.warn("Events stay outside of every month for now: SQLSTATE {}", state(later));
    }
  }

  private <R> R asOwner(Function<Handle, R> work) {
    try {
      return owner.withHandle(work::apply);
    } catch (JdbiException e) {
      if (state(e).equals("55P03")) {
        throw Refusal.unavailable(
            "Others are at the log without a pause; nothing was changed. Repeat this.");
      }
      if (e instanceof org.jdbi.v3.core.ConnectionException) {
        throw PostgresUrl.unreachable("ATLAS_DATABASE_OWNER_URL", null);
      }
      throw e;
    }
  }

  private static String state(JdbiException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql)
        return Objects.requireNonNullElse(sql.getSQLState(), "");
    }
    return "";
  }

  private static String table(YearMonth month) {
    return "public." + NAME.format(month);
  }
}
