package atlas.storage;

import atlas.model.Call;
import atlas.model.Json;
import atlas.model.PrivacyEvent;
import atlas.model.Refusal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes a user away: every row, what the log says, what others lie in files. Only the owner's login
 * can, which becomes a role for it that sees that user alone. It only goes forward: what was cut
 * off in the middle is finished by doing it again, and the user's own row goes last.
 */
public final class Purge {
  private static final Logger log = LoggerFactory.getLogger(Purge.class);
  private static final String REDACTED = "redacted";

  // Each after those that refer to it.
  private static final String TABLES =
      """
      with recursive held as (
        select c.oid, c.relname from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition and c.relname !~ '^events(_[0-9]{4}_[0-9]{2})?$'
          and exists (
            select from pg_attribute a
            where a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped)
      ),
      levels as (
        select oid, 0 as level from held
        union
        select k.conrelid, l.level + 1
        from levels l join pg_constraint k on k.confrelid = l.oid and k.contype = 'f'
        where k.conrelid <> k.confrelid
      )
      select quote_ident(h.relname) from levels l join held h on h.oid = l.oid
      group by h.relname order by max(l.level) desc, h.relname
      """;

  // The log, and its months that were taken out of it and kept.
  private static final String LOGS =
      """
      select quote_ident(relname) from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not relispartition and relname ~ '^events(_[0-9]{4}_[0-9]{2})?$'
      order by 1
      """;

  private static final String WITH_FILES =
      """
      select quote_ident(c.relname)
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'sha256'
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relispartition
        and exists (
          select from pg_attribute u where u.attrelid = c.oid and u.attname = 'user_id')
      """;

  // What an event says, until it says nothing.
  private static final String SPEAKING =
      " where user_id = atlas_user_id() and (actor, summary) <> ('redacted', 'redacted')"
          + " and type <> 'user.purged'";

  /**
   * What there is of a user.
   *
   * @param rows by table, of those that have any
   * @param events that say something
   * @param months of the log that lie in files
   * @param files the hashes of files that nobody else has
   */
  public record Found(
      UUID userId,
      String name,
      Map<String, Long> rows,
      long events,
      List<YearMonth> months,
      Set<String> files) {}

  /**
   * What was taken away.
   *
   * @param files that were deleted, and months in which events were redacted
   * @param unswept tables in which what was deleted is still on PostgreSQL's pages for a while
   */
  public record Purged(long rows, long events, int files, List<String> unswept) {}

  private final PostgresUrl url;
  private final Jdbi owner;
  private final InstantSource clock;

  public Purge(PostgresUrl owner, InstantSource clock) {
    this.url = owner;
    ConnectionSource connections = owner::connect;
    this.owner = Connector.jdbi(connections.dataSource());
    this.clock = clock;
  }

  /** What there is of the user of that name. */
  public Found look(String name) {
    allow();
    return asOwner(
        handle ->
            handle.inTransaction(
                tx -> {
                  UUID user = require(tx, name);
                  Set<String> files = files(tx, user);
                  become(tx, "atlas_purge", user);
                  var rows = new LinkedHashMap<String, Long>();
                  for (String table : names(tx, TABLES)) {
                    long count = count(tx, table + " where user_id = atlas_user_id()");
                    if (count > 0) rows.put(table, count);
                  }
                  long events = 0;
                  for (String table : names(tx, LOGS)) events += count(tx, table + SPEAKING);
                  return new Found(user, name, rows, events, months(tx), files);
                }));
  }

  /**
   * Takes that away.
   *
   * @param archive the folder of the months that lie in files
   * @param elsewhere takes away what lies outside the database, and says how many files that was
   */
  public Purged run(Found found, Path archive, ToIntFunction<Found> elsewhere, Call call) {
    return asOwner(
        handle -> {
          alone(handle, found.userId());
          int files = 0;
          for (YearMonth month : found.months()) {
            new MonthFile(archive, month).rewrite(line -> redacted(line, found.userId()));
            files++;
          }
          files += elsewhere.applyAsInt(found);
          long rows = 0;
          List<String> tables = handle.inTransaction(tx -> names(tx, TABLES));
          var touched = new ArrayList<String>();
          for (String table : tables) {
            call.progress().at(touched.size(), (double) tables.size(), "Deleting " + table);
            int deleted = handle.inTransaction(tx -> delete(tx, table, found.userId()));
            rows += deleted;
            if (deleted == 0) continue;
            touched.add(table);
            // What is deleted is looked at for each row that it may refer to, until it is gone.
            handle.execute("vacuum " + table);
          }
          int outside = files;
          long before = rows + 1;
          long events = handle.inTransaction(tx -> end(tx, found.userId(), before, outside));
          touched.add("users");
          touched.addAll(handle.inTransaction(tx -> names(tx, LOGS)));
          return new Purged(before, events, files, sweep(handle, touched, call));
        });
  }

  /** Whether each of those months lies in that folder; the first that does not. */
  public @Nullable YearMonth missing(Found found, Path archive) {
    for (YearMonth month : found.months()) {
      if (!new MonthFile(archive, month).exists()) return month;
    }
    return null;
  }

  /** The role's policies on every table, those that a newer build made too. */
  private void allow() {
    try (Connection connection = url.connect();
        var statement = connection.createStatement()) {
      int version = Connector.version(connection);
      Migrations.refuseNewer(version);
      if (version < Migrations.NEWEST) Migrations.run(url);
      Migrations.openToRoles(connection);
      try (var row =
          statement.executeQuery(
              """
              select coalesce((select pg_has_role(oid, 'member') from pg_roles
                where rolname = 'atlas_purge'), false)
                and coalesce((select pg_has_role(oid, 'member') from pg_roles
                where rolname = 'atlas_backup'), false)
              """)) {
        row.next();
        if (row.getBoolean(1)) return;
      }
    } catch (SQLException e) {
      throw PostgresUrl.unreachable("ATLAS_DATABASE_OWNER_URL", e);
    }
    throw Refusal.unavailable(
        "The login of ATLAS_DATABASE_OWNER_URL may not take anybody away: run atlas db init again,"
            + " or have it made a member of the roles atlas_may_purge and atlas_may_backup.");
  }

  private static UUID require(Handle tx, String name) {
    return tx.createQuery("select id from users where name = :name")
        .bind("name", name)
        .mapTo(UUID.class)
        .findOne()
        .orElseThrow(() -> Refusal.notFound("There is no user " + name + "; nothing was changed."));
  }

  /** One at a time, and nobody writes for that user meanwhile. */
  private static void alone(Handle handle, UUID user) {
    boolean first =
        handle
            .createQuery("select pg_try_advisory_lock(hashtext('atlas.purge'))")
            .mapTo(boolean.class)
            .one();
    if (!first) throw Refusal.conflict("Another purge is under way; wait for its end.");
    handle.execute("set lock_timeout = '10s'");
    handle.execute("select pg_advisory_lock(hashtext('atlas.log'), hashtext(?))", user.toString());
  }

  private static void become(Handle tx, String role, UUID user) {
    tx.createQuery(
            "select set_config('atlas.user_id', :user, true) || set_config('role', :role, true)")
        .bind("user", user.toString())
        .bind("role", role)
        .mapTo(String.class)
        .one();
  }

  private static int delete(Handle tx, String table, UUID user) {
    become(tx, "atlas_purge", user);
    return tx.execute("delete from " + table + " where user_id = atlas_user_id()");
  }

  /** The user's own row and what the log says go together, and the log tells that they went. */
  private long end(Handle tx, UUID user, long rows, int files) {
    become(tx, "atlas_purge", user);
    tx.execute("delete from users where id = atlas_user_id()");
    long events = 0;
    for (String table : names(tx, LOGS)) {
      events +=
          tx.createUpdate(
                  "update "
                      + table
                      + " set actor = :redacted, short_id = null, ticket_key = null,"
                      + " summary = :redacted, payload = '{}'"
                      + SPEAKING)
              .bind("redacted", REDACTED)
              .execute();
    }
    var told = new PrivacyEvent.UserPurged(user, rows, events, files);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    tx.createUpdate(
            """
            insert into events (user_id, at, actor, type, version, entity_id, summary, payload)
            values (:id, :at, :actor, :type, :version, :id, :line, :payload::jsonb)
            """)
        .bind("id", user)
        .bind("at", at)
        .bind("actor", PrivacyEvent.UserPurged.ACTOR)
        .bind("type", told.type())
        .bind("version", told.version())
        .bind("line", told.line())
        .bind("payload", Json.MAPPER.writeValueAsString(told))
        .execute();
    log.info("{}", told.line());
    return events;
  }

  /**
   * Writes the tables anew: what was deleted, and samples of it for the planner, would stay on
   * their pages until PostgreSQL needs the room.
   */
  private static List<String> sweep(Handle handle, List<String> tables, Call call) {
    var unswept = new ArrayList<String>();
    int done = 0;
    for (String table : tables) {
      call.progress().at(done++, (double) tables.size(), "Sweeping " + table);
      try {
        handle.execute("vacuum (full, analyze) " + table);
      } catch (JdbiException busy) {
        log.info("{} is swept by PostgreSQL itself: SQLSTATE {}", table, state(busy));
        unswept.add(table);
      }
    }
    return unswept;
  }

  /** The files that the user's rows name and nobody else's. */
  private static Set<String> files(Handle tx, UUID user) {
    become(tx, "atlas_backup", user);
    var own = new HashSet<String>();
    var others = new HashSet<String>();
    for (String table : names(tx, WITH_FILES)) {
      own.addAll(hashes(tx, table, "=", user));
      others.addAll(hashes(tx, table, "<>", user));
    }
    own.removeAll(others);
    tx.execute("set local role none");
    return own;
  }

  private static List<String> hashes(Handle tx, String table, String compared, UUID user) {
    return tx.createQuery(
            "select distinct sha256 from "
                + table
                + " where sha256 is not null and user_id "
                + compared
                + " :user")
        .bind("user", user)
        .mapTo(String.class)
        .list();
  }

  private static List<YearMonth> months(Handle tx) {
    return tx
        .createQuery(
            "select month from exported_months where user_id = atlas_user_id() order by month")
        .mapTo(LocalDate.class)
        .stream()
        .map(YearMonth::from)
        // One whose table was kept has its file, too.
        .toList();
  }

  private static List<String> names(Handle tx, String query) {
    return tx.createQuery(query).mapTo(String.class).list();
  }

  private static long count(Handle tx, String from) {
    return tx.createQuery("select count(*) from " + from).mapTo(long.class).one();
  }

  /** What is left of an event in a file: the same that is left of one in the log. */
  private static String redacted(String line, UUID user) {
    if (!line.contains(user.toString())) return line;
    ObjectNode event = (ObjectNode) Json.MAPPER.readTree(line);
    if (!user.toString().equals(event.path("user_id").asString())) return line;
    event.put("actor", REDACTED).put("summary", REDACTED);
    event.putNull("short_id");
    event.putNull("ticket_key");
    event.putObject("payload");
    return event.toString();
  }

  private <R> R asOwner(Function<Handle, R> work) {
    try {
      return owner.withHandle(work::apply);
    } catch (JdbiException e) {
      if (state(e).equals("55P03")) {
        throw Refusal.conflict(
            "Somebody writes for this user without a pause: end their clients, and repeat this.");
      }
      if (e instanceof ConnectionException) {
        throw PostgresUrl.unreachable("ATLAS_DATABASE_OWNER_URL", null);
      }
      throw e;
    }
  }

  private static String state(JdbiException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) return sql.getSQLState();
    }
    return "";
  }
}
