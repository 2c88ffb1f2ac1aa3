package atlas.storage;

import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Rows as our records, by the names of their components. Jdbi's own mapper finds out anew for each
 * result which column goes where and what may be null, which cost more than reading the row.
 */
final class Records implements RowMapperFactory {
  private final Map<Type, RowMapper<?>> mappers = new ConcurrentHashMap<>();

  @Override
  public Optional<RowMapper<?>> build(Type type, ConfigRegistry config) {
    return type instanceof Class<?> wanted
            && wanted.isRecord()
            && wanted.getName().startsWith("atlas.")
        ? Optional.of(
            mappers.computeIfAbsent(type, t -> new Mapper<>(ConstructorMapper.of(wanted))))
        : Optional.empty();
  }

  private static final class Mapper<T> implements RowMapper<T> {
    private final RowMapper<T> general;
    private final Map<List<String>, RowMapper<T>> byColumns = new ConcurrentHashMap<>();

    Mapper(RowMapper<T> general) {
      this.general = general;
    }

    @Override
    public T map(ResultSet rows, StatementContext context) throws SQLException {
      return specialize(rows, context).map(rows, context);
    }

    @Override
    public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
      List<String> columns = columns(rows.getMetaData());
      RowMapper<T> known = byColumns.get(columns);
      if (known == null) {
        known = general.specialize(rows, context);
        byColumns.put(columns, known);
      }
      return known;
    }

    private static List<String> columns(ResultSetMetaData result) throws SQLException {
      int count = result.getColumnCount();
      var labels = new ArrayList<String>(count);
      for (int i = 1; i <= count; i++) labels.add(result.getColumnLabel(i));
      return labels;
    }
  }
}
