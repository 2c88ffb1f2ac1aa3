package atlas.core.meaning;

import atlas.integrations.embedding.Embedder;
import atlas.model.Caller;
import atlas.model.Fault;
import atlas.storage.Database;
import atlas.storage.Tx;
import atlas.storage.VectorTable;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users' profiles in memory, of whoever asked last, within a bound. Each is read in a transaction
 * of that user's, who alone gets to see it; nothing is here that is not in the database.
 */
final class Profiles {
  private static final Logger log = LoggerFactory.getLogger(Profiles.class);
  // So many are read while the caller waits; more of them beside, and words answer until then.
  private static final int WHILE_WAITING = 15_000;
  private static final int OTHERS_WHILE_WAITING = 60_000;

  private final Database database;
  private final Meaning meaning;
  private final long most;
  private final Map<UUID, UserProfiles> users = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<UUID> reading = new HashSet<>();

  /**
   * @param most how many bytes all may take together
   */
  Profiles(Database database, Meaning meaning, long most) {
    this.database = database;
    this.meaning = meaning;
    this.most = most;
  }

  /** The caller's, as the database has them now; none while they are read, or where too many. */
  Optional<UserProfiles> of(Tx tx) {
    UUID user = tx.caller().userId();
    Embedder embedder = meaning.on() ? meaning.embedder() : null;
    String model = embedder == null ? "" : embedder.model();
    int dimension = embedder == null ? 0 : embedder.dimension();
    UserProfiles known = known(user, model, dimension);
    if (known == null) {
      known = read(tx, new UserProfiles(model, dimension), dimension);
      if (known == null) return Optional.empty();
    }
    return known.follow(tx) ? Optional.of(known) : Optional.empty();
  }

  private synchronized @Nullable UserProfiles known(UUID user, String model, int dimension) {
    UserProfiles known = users.get(user);
    if (known == null || (known.isOf(model, dimension) && !known.isStale())) return known;
    users.remove(user);
    return null;
  }

  private @Nullable UserProfiles read(Tx tx, UserProfiles fresh, int dimension) {
    UUID user = tx.caller().userId();
    VectorTable.Size size = tx.vectors().size();
    if (UserProfiles.bytes(size.tickets(), size.others(), dimension) > most) return null;
    boolean many = size.tickets() > WHILE_WAITING || size.others() > OTHERS_WHILE_WAITING;
    if (!begin(user)) return null;
    if (many) {
      var thread = new Thread(() -> readBeside(user, fresh), "atlas-profiles");
      thread.setDaemon(true);
      thread.start();
      return null;
    }
    try {
      fresh.load(page -> page.apply(tx));
      keep(user, fresh);
      return fresh;
    } finally {
      end(user);
    }
  }

  private void readBeside(UUID user, UserProfiles fresh) {
    try {
      Caller caller = Caller.of(user, "atlas");
      fresh.load(page -> database.read(caller, page));
      keep(user, fresh);
    } catch (RuntimeException e) {
      log.warn("Profiles could not be read: {}", Fault.of(e));
    } finally {
      end(user);
    }
  }

  private synchronized boolean begin(UUID user) {
    return reading.add(user);
  }

  private synchronized void end(UUID user) {
    reading.remove(user);
  }

  private synchronized void keep(UUID user, UserProfiles fresh) {
    users.put(user, fresh);
    long all = 0;
    for (UserProfiles one : users.values()) all += one.bytes();
    Iterator<UserProfiles> longestUnused = users.values().iterator();
    while (all > most && longestUnused.hasNext()) {
      UserProfiles one = longestUnused.next();
      if (one == fresh) continue;
      all -= one.bytes();
      longestUnused.remove();
    }
  }

  /** How many users' are here, for a test. */
  synchronized int count() {
    return users.size();
  }
}
