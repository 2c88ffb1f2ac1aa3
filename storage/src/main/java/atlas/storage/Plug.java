package atlas.storage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A connection that can be exchanged, so that what is made for it once serves the next one too. */
final class Plug implements InvocationHandler {
  private Connection connection;

  private Plug(Connection connection) {
    this.connection = connection;
  }

  /** A connection that stands for this one until another takes its place. */
  static Connection over(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Plug.class.getClassLoader(), new Class<?>[] {Connection.class}, new Plug(connection));
  }

  /** The plug behind a connection that was made here. */
  static Plug of(Connection made) {
    return (Plug) Proxy.getInvocationHandler(made);
  }

  Connection connection() {
    return connection;
  }

  void exchange(Connection next) {
    connection = next;
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }
}
