package atlas.storage;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts what this thread has PostgreSQL do, from the driver's own log of the protocol. */
public final class Statements {
  private static final Logger DRIVER = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");

  private Statements() {}

  /** How many statements it runs, its transactions' BEGIN and COMMIT among them. */
  public static int in(Runnable work) {
    Thread thread = Thread.currentThread();
    var count = new AtomicInteger();
    Handler counting =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            String said = String.valueOf(record.getMessage());
            boolean runs =
                said.startsWith(" FE=> Execute(") || said.startsWith(" FE=> SimpleQuery(");
            if (runs && Thread.currentThread() == thread) count.incrementAndGet();
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Level before = DRIVER.getLevel();
    boolean told = DRIVER.getUseParentHandlers();
    DRIVER.setUseParentHandlers(false);
    DRIVER.addHandler(counting);
    DRIVER.setLevel(Level.FINEST);
    try {
      work.run();
    } finally {
      DRIVER.setLevel(before);
      DRIVER.removeHandler(counting);
      DRIVER.setUseParentHandlers(told);
    }
    return count.get();
  }
}
