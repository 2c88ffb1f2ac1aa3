package atlas.server.live;

import atlas.core.live.News;
import atlas.model.Caller;
import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.storage.Listening;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks what happened to the users of subscribers: when PostgreSQL rings, from time to time in case
 * that it did not, and each second where it can't. One thread and one connection, as long as there
 * is a subscriber.
 */
final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private static final Duration SECOND = Duration.ofSeconds(1);
  // In case of a ring that nobody heard; and so often it is said that somebody listens.
  private static final Duration BEAT = Duration.ofSeconds(15);
  // However often it rings, a client is told a few times in a second.
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

  /** A user whom subscribers have, and how far was looked. */
  private static final class Watched {
    private final Caller caller;
    private News.Position position;
    private long due = System.nanoTime() + SECOND.toNanos();
    private long looked;
    private long kept = System.nanoTime();

    Watched(Caller caller, News.Position position) {
      this.caller = caller;
      this.position = position;
    }

    void rung() {
      due = Math.min(due, Math.max(System.nanoTime(), looked + BETWEEN.toNanos()));
    }
  }

  private final News news;
  private final Collection<Subscriber> subscribers;
  private final Map<UUID, Watched> users = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  // Whether it rings for a user is changed by one at a time.
  private final Object ringing = new Object();
  private @Nullable Thread thread;

  /**
   * @param subscribers all there are, as they come and go
   */
  Watch(News news, Collection<Subscriber> subscribers) {
    this.news = news;
    this.subscribers = subscribers;
  }

  /** What happens to this user from now on is told; there is a subscriber already. */
  void begin(Caller caller) {
    Caller own = Caller.of(caller.userId(), caller.actor());
    synchronized (ringing) {
      if (!isWatched(own.userId())) begun(new Watched(own, news.begin(own)));
    }
  }

  private synchronized boolean isWatched(UUID user) {
    return users.containsKey(user);
  }

  private synchronized void begun(Watched user) {
    users.put(user.caller.userId(), user);
    if (thread != null || closed.getCount() == 0) return;
    var started = new Thread(this::run, "atlas-live");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private void run() {
    Duration pause = SHORTEST_PAUSE;
    while (goesOn()) {
      try (Listening listening = news.listen().orElse(null)) {
        // Whatever happened while nobody listened.
        for (Watched user : watched()) {
          user.due = Math.min(user.due, System.nanoTime());
          if (listening != null) news.keep(user.caller);
        }
        attend(listening);
        pause = SHORTEST_PAUSE;
      } catch (Refusal | SQLException gone) {
        log.info("Nobody tells of changes for a moment: {}", Fault.of(gone));
        rest(pause);
        pause = pause.multipliedBy(2);
        if (pause.compareTo(LONGEST_PAUSE) > 0) pause = LONGEST_PAUSE;
      } catch (RuntimeException | Error bug) {
        log.error("Looking for changes failed: {}", Fault.of(bug));
        rest(LONGEST_PAUSE);
      }
    }
  }

  /** Until nobody is left, the connection breaks, or it is time to try to listen once more. */
  private void attend(@Nullable Listening listening) throws SQLException {
    long end = System.nanoTime() + TRY_AGAIN.toNanos();
    long alive = System.nanoTime() + BEAT.toNanos();
    long letGo = System.nanoTime();
    while (isWanted() && (listening != null || System.nanoTime() < end)) {
      Duration wait = untilDue();
      if (listening == null) {
        rest(wait);
      } else {
        for (UUID user : listening.heard(wait)) rung(user);
        if (System.nanoTime() > alive) {
          if (!listening.alive()) throw new SQLException("The connection is gone", "08006");
          alive = System.nanoTime() + BEAT.toNanos();
        }
      }
      for (Watched user : watched()) {
        if (user.due <= System.nanoTime()) look(user, listening == null ? SECOND : BEAT);
      }
      if (System.nanoTime() - letGo > SECOND.toNanos()) {
        letGo();
        letGo = System.nanoTime();
      }
    }
  }

  private void look(Watched user, Duration again) {
    List<Subscriber> own = subscribersOf(user);
    List<UUID> tickets = own.stream().flatMap(one -> one.tickets().stream()).distinct().toList();
    News.Happened happened = news.look(user.caller, user.position, tickets);
    user.position = happened.position();
    user.looked = System.nanoTime();
    user.due = user.looked + again.toNanos();
    for (Subscriber subscriber : own) subscriber.hear(happened);
    if (user.looked - user.kept > BEAT.toNanos()) {
      news.keep(user.caller);
      user.kept = user.looked;
    }
  }

  /** Users without a subscriber are left alone again. */
  private void letGo() {
    Set<UUID> wanted =
        subscribers.stream().map(one -> one.caller().userId()).collect(Collectors.toSet());
    for (Watched user : watched()) {
      if (wanted.contains(user.caller.userId())) continue;
      synchronized (ringing) {
        if (!subscribersOf(user).isEmpty()) continue;
        forget(user);
        news.end(user.caller);
      }
    }
  }

  private List<Subscriber> subscribersOf(Watched user) {
    UUID id = user.caller.userId();
    return subscribers.stream().filter(one -> one.caller().userId().equals(id)).toList();
  }

  private synchronized void forget(Watched user) {
    users.remove(user.caller.userId());
  }

  private synchronized List<Watched> watched() {
    return new ArrayList<>(users.values());
  }

  private synchronized void rung(UUID id) {
    Watched user = users.get(id);
    if (user != null) user.rung();
  }

  private Duration untilDue() {
    long now = System.nanoTime();
    long wait = SECOND.toNanos();
    for (Watched user : watched()) wait = Math.min(wait, user.due - now);
    return Duration.ofNanos(Math.max(0, wait));
  }

  /** Otherwise the thread ends; the next subscriber starts another. */
  private synchronized boolean goesOn() {
    if (isWanted()) return true;
    thread = null;
    return false;
  }

  private synchronized boolean isWanted() {
    return closed.getCount() > 0 && !users.isEmpty();
  }

  private void rest(Duration time) {
    try {
      var unused = closed.await(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
