package atlas.storage;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where connections come from, for a library that wants a data source. */
@FunctionalInterface
public interface ConnectionSource {
  Connection get() throws SQLException;

  /** The same as a data source, which can do nothing else. */
  default DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            ConnectionSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) return get();
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
