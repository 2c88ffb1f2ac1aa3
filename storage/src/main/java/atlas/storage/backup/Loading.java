package atlas.storage.backup;

import atlas.model.Call;
import atlas.model.Refusal;
import atlas.storage.Connector;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;

/** The rows of a backup on their way into tables that were just made; the caller commits. */
final class Loading {
  private static final Pattern MONTH = Pattern.compile("events_(\\d{4})_(\\d{2})");

  private static final String BEGIN =
      """
      select set_config('statement_timeout', '0', true), set_config('lock_timeout', '10s', true),
        set_config('idle_in_transaction_session_timeout', '0', true),
        set_config('timezone', 'UTC', true), set_config('intervalstyle', 'postgres', true)
      """;

  // What a trigger would do was done before the rows were saved. The log's guards stay: they let
  // rows in, and nothing else is done here.
  private static final String INSERT_TRIGGERS =
      """
      select format('alter table %s %%s trigger %I', g.tgrelid::regclass, g.tgname),
        case g.tgenabled when 'A' then 'enable always' when 'R' then 'enable replica'
          else 'enable' end
      from pg_trigger g join pg_class c on c.oid = g.tgrelid
      where c.relnamespace = 'public'::regnamespace and not g.tgisinternal and g.tgparentid = 0
        and g.tgenabled <> 'D' and g.tgtype & 4 > 0
      """;

  private static final String FORCED =
      """
      select relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not relispartition and relforcerowsecurity
      """;

  // Whoever had these jobs is not here.
  private static final String NOBODY_IS_AT_THEM =
      """
      update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null
      where picked
      """;

  // What waited then may have arrived since. Tried once, its marker is looked for first.
  private static final String LOOK_BEFORE_SENDING =
      """
      update remote_writes
      set attempts = greatest(attempts, 1), payload = payload || '{"unknown": true}'
      where status in ('pending', 'delivering')
      """;

  private final Connection connection;
  private final BackupFile file;
  private final Call call;

  Loading(Connection connection, BackupFile file, Call call) {
    this.connection = connection;
    this.file = file;
    this.call = call;
  }

  void run() throws SQLException {
    Manifest manifest = file.manifest();
    execute(BEGIN);
    if (Connector.version(connection) != manifest.schemaVersion()) {
      throw Refusal.conflict("An ATLAS was started meanwhile: end it, and repeat.");
    }
    makePartitions(manifest.partitions());
    makeKeptMonths(manifest.tables());
    Shape shape = Shape.of(connection);
    Set<String> tables = shape.tables().keySet();
    execute("lock table " + Shape.quoted(tables) + " in access exclusive mode");
    // PostgreSQL loads no table whose security binds who loads it; both changes commit together.
    List<String> forced = names(FORCED);
    for (String table : forced) alter(table, "no force row level security");
    List<String[]> triggers = insertTriggers();
    for (String[] trigger : triggers) execute(trigger[0].formatted("disable"));
    refuseRows(tables);
    long done = 0;
    for (Manifest.Table table : manifest.tables()) {
      load(table, shape, done);
      done += table.rows();
    }
    for (Manifest.Sequence sequence : manifest.sequences()) set(sequence, shape);
    if (tables.contains("scheduled_tasks")) execute(NOBODY_IS_AT_THEM);
    if (tables.contains("remote_writes")) execute(LOOK_BEFORE_SENDING);
    for (String[] trigger : triggers) execute(trigger[0].formatted(trigger[1]));
    for (String table : forced) alter(table, "force row level security");
  }

  /** Makes the months that the log had; the rows then find their way by themselves. */
  private void makePartitions(List<String> partitions) throws SQLException {
    for (String partition : partitions) {
      Matcher month = MONTH.matcher(partition);
      if (!month.matches()) continue;
      try (var statement =
          connection.prepareStatement("select make_event_partitions(?::date, 1)::text")) {
        statement.setString(1, month.group(1) + "-" + month.group(2) + "-01");
        statement.execute();
      }
    }
  }

  /** A month that was taken out of the log and kept is a table of its own. */
  private void makeKeptMonths(List<Manifest.Table> tables) throws SQLException {
    for (Manifest.Table table : tables) {
      if (!MONTH.matcher(table.name()).matches()) continue;
      String name = "public." + Shape.quoted(table.name());
      execute("create table " + name + " (like public.events including all)");
      execute("select guard_event_partition('" + name + "'::regclass)::text");
    }
  }

  private void refuseRows(Set<String> tables) throws SQLException {
    for (String table : tables) {
      String any = "select exists (select from " + Shape.quoted(table) + ")";
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(any)) {
        row.next();
        if (row.getBoolean(1)) {
          throw Refusal.conflict("Somebody wrote to this database meanwhile: repeat it.");
        }
      }
    }
  }

  private void load(Manifest.Table table, Shape shape, long before) throws SQLException {
    List<String> columns = shape.tables().get(table.name());
    if (columns == null || !columns.containsAll(table.columns()) || table.columns().isEmpty()) {
      throw BackupFile.damaged();
    }
    String copy =
        "copy "
            + Shape.quoted(table.name())
            + " ("
            + Shape.quoted(table.columns())
            + ") from stdin with (format text, encoding 'UTF8')";
    MessageDigest digest = Checked.sha256();
    double total = file.manifest().rows();
    LongConsumer told =
        bytes -> {
          // Rows of one table are about equally long.
          double share = table.bytes() == 0 ? 1 : (double) bytes / table.bytes();
          long done = before + Math.round(share * table.rows());
          call.progress().at(done, total, "%,d rows (%s)".formatted(done, table.name()));
        };
    try (var content = new DigestInputStream(new Told(file.stream(table.entry()), told), digest)) {
      long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, content);
      if (rows != table.rows() || !Checked.hex(digest).equals(table.sha256())) {
        throw BackupFile.damaged();
      }
    } catch (IOException e) {
      throw BackupFile.damaged();
    }
  }

  private void set(Manifest.Sequence sequence, Shape shape) throws SQLException {
    if (!shape.sequences().contains(sequence.name())) throw BackupFile.damaged();
    try (PreparedStatement statement =
        connection.prepareStatement("select setval(?::text::regclass, ?, ?)")) {
      statement.setString(1, "public." + Shape.quoted(sequence.name()));
      statement.setLong(2, sequence.last());
      statement.setBoolean(3, sequence.called());
      statement.execute();
    }
  }

  private List<String[]> insertTriggers() throws SQLException {
    var triggers = new ArrayList<String[]>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(INSERT_TRIGGERS)) {
      while (rows.next()) triggers.add(new String[] {rows.getString(1), rows.getString(2)});
    }
    return triggers;
  }

  private List<String> names(String query) throws SQLException {
    var names = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) names.add(rows.getString(1));
    }
    return names;
  }

  private void alter(String table, String how) throws SQLException {
    execute("alter table " + Shape.quoted(table) + " " + how);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Tells how much was read, about once for each MB. */
  private static final class Told extends FilterInputStream {
    private static final int OFTEN = 1 << 20;

    private final LongConsumer told;
    private long bytes;
    private long next;

    Told(InputStream from, LongConsumer told) {
      super(from);
      this.told = told;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int read = super.read(buffer, from, length);
      if (read > 0) bytes += read;
      if (bytes >= next) {
        next = bytes + OFTEN;
        told.accept(bytes);
      }
      return read;
    }
  }
}
