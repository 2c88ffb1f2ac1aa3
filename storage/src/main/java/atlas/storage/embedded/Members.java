package atlas.storage.embedded;

import atlas.model.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who uses a home. Each process holds a lock on one byte of a file for as long as it lives, which
 * the operating system takes back however it dies; a second lock lets one at a time start and stop.
 */
final class Members implements AutoCloseable {
  /** Something to do while no other process starts or stops the server. */
  interface Work<R> {
    R run() throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(Members.class);

  // The one static with state: these locks belong to the process, and closing any channel on their
  // file drops all of them, so the process has to know what it has open.
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
  private static final Set<OpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  private static final long PATIENCE_SECONDS = 300;
  private static final long PAUSE_MILLIS = 20;

  private final Path home;
  private final FileChannel start;
  private final FileChannel members;
  private @Nullable FileLock membership;

  private Members(Path home, FileChannel start, FileChannel members) {
    this.home = home;
    this.start = start;
    this.members = members;
  }

  /** Those of that home, of whom this process isn't one yet. */
  static Members of(Path home) throws IOException {
    if (!OPEN.add(home)) {
      throw new IllegalStateException("This process has joined " + home + " already.");
    }
    FileChannel start = null;
    try {
      start = FileChannel.open(home.resolve("start.lock"), OPTIONS, Folders.privateFile());
      var members = FileChannel.open(home.resolve("members.lock"), OPTIONS, Folders.privateFile());
      return new Members(home, start, members);
    } catch (IOException e) {
      if (start != null) start.close();
      OPEN.remove(home);
      throw e;
    }
  }

  /** Does the work while every other process that wants to start or stop the server waits. */
  <R> R alone(Work<R> work) throws IOException {
    try (FileLock lock = turn()) {
      log.debug("Our turn: {}", lock);
      return work.run();
    }
  }

  private FileLock turn() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      FileLock lock = start.tryLock();
      if (lock != null) return lock;
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        throw Refusal.unavailable(
            "Another ATLAS process has been starting or stopping PostgreSQL in "
                + home
                + " for too long; end it and try again.");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  /** Makes this process a member. Only {@link #alone}, so that nobody counts at the same time. */
  void enter() throws IOException {
    while (membership == null) {
      membership = members.tryLock(ThreadLocalRandom.current().nextLong(1L << 62), 1, false);
    }
  }

  /** Ends the membership; true when nobody else is left. Only {@link #alone}. */
  boolean leave() throws IOException {
    if (membership != null) membership.release();
    membership = null;
    try (FileLock all = members.tryLock()) {
      return all != null;
    }
  }

  /** Forgets the home; the operating system drops what is locked still. */
  @Override
  public void close() throws IOException {
    try (start;
        members) {
      // Both are closed, whatever happens to one of them.
    } finally {
      OPEN.remove(home);
    }
  }
}
