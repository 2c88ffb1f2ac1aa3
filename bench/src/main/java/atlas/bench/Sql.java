package atlas.bench;

import atlas.storage.Database;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/**
 * A statement of ATLAS as JDBC takes it, read from the very place where ATLAS has it, so that what
 * is compared can't drift apart.
 *
 * @param names of the parameters, in their order
 */
record Sql(String text, List<String> names) {
  private static final Pattern NAME = Pattern.compile("(?<!:):([a-zA-Z]\\w*)");

  /** The statement of a method of a table in atlas.storage. */
  static Sql of(String table, String method) {
    return of(table, method, "");
  }

  /** The same of a statement that leaves open what is wanted. */
  static Sql of(String table, String method, String wanted) {
    try {
      for (Method found : Class.forName("atlas.storage." + table).getDeclaredMethods()) {
        if (!found.getName().equals(method)) continue;
        var query = found.getAnnotation(SqlQuery.class);
        var update = found.getAnnotation(SqlUpdate.class);
        if (query != null) return parse(query.value().replace("<wanted>", wanted));
        if (update != null) return parse(update.value());
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException(table + " has no statement " + method);
  }

  /** What begins each transaction. */
  static Sql begin() {
    try {
      Field begin = Database.class.getDeclaredField("BEGIN");
      begin.setAccessible(true);
      return new Sql(
          (String) begin.get(null),
          List.of("userId", "at", "timeout", "readOnly", "log", "userId", "userId"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Sql parse(String named) {
    var names = new ArrayList<String>();
    String text =
        NAME.matcher(named)
            .replaceAll(
                match -> {
                  names.add(match.group(1));
                  return "?";
                });
    return new Sql(text, List.copyOf(names));
  }
}
