package atlas.server.accounts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's accounts at one kind of system: the local user's from the environment, the others'
 * each from a file that is read again when it has changed. What is told to one user is never used
 * for another, so that a file is named after the user's id: a name can come to belong to somebody
 * else, and two names can be one on a disk that takes a for A.
 *
 * @param <S> what a file holds
 * @param <C> what is made of it, to be used
 */
final class AccountFiles<S, C> {
  private final PrivateFiles files;
  private final Class<S> stored;
  private final Function<S, C> open;
  private final @Nullable C own;
  private final Supplier<UUID> local;
  private final Predicate<UUID> known;
  private final ConcurrentHashMap<UUID, Kept<C>> kept = new ConcurrentHashMap<>();
  private final Set<UUID> seen = ConcurrentHashMap.newKeySet();

  private record Kept<C>(PrivateFiles.Stamp stamp, C account) {}

  /**
   * @param own the local user's; null where the environment has none
   * @param local who that is; may ask the database
   * @param known whether there is a user of that id: another database may have been under the home
   */
  AccountFiles(
      Path folder,
      Class<S> stored,
      Function<S, C> open,
      @Nullable C own,
      Supplier<UUID> local,
      Predicate<UUID> known) {
    this.files = new PrivateFiles(folder);
    this.stored = stored;
    this.open = open;
    this.own = own;
    this.local = local;
    this.known = known;
  }

  /** The user's account, if they have one. */
  Optional<C> of(UUID userId) {
    if (own != null && userId.equals(local.get())) return Optional.of(own);
    Optional<PrivateFiles.Stamp> stamp = files.stamp(userId.toString());
    if (stamp.isEmpty()) {
      kept.remove(userId);
      return Optional.empty();
    }
    Kept<C> found = kept.get(userId);
    // What a client has found out of its system is worth keeping while the account is the same.
    if (found == null || !found.stamp().equals(stamp.get())) {
      Optional<S> there = read(userId);
      if (there.isEmpty()) return Optional.empty();
      found = new Kept<>(stamp.get(), open.apply(there.get()));
      kept.put(userId, found);
    }
    return Optional.of(found.account());
  }

  /** Those who have one. */
  List<UUID> users() {
    var users = new ArrayList<UUID>();
    if (own != null) users.add(local.get());
    for (UUID id : ids()) {
      if (users.contains(id)) continue;
      if (seen.contains(id) || known.test(id)) {
        seen.add(id);
        users.add(id);
      }
    }
    return users;
  }

  /** The users that there are files of. */
  List<UUID> ids() {
    return files.names().stream().map(AccountFiles::id).filter(Objects::nonNull).toList();
  }

  /** What the user's file holds, if there is one. */
  Optional<S> read(UUID userId) {
    return files.read(userId.toString(), stored);
  }

  /** Writes the user's file, in the place of the one that was there. */
  void write(UUID userId, S account) {
    files.write(userId.toString(), account);
  }

  /** Deletes the user's file; whether there was one. */
  boolean delete(UUID userId) {
    return files.delete(userId.toString());
  }

  /** The user that a file of this name is of; null when it is nobody's. */
  private static @Nullable UUID id(String name) {
    try {
      UUID id = UUID.fromString(name);
      return id.toString().equals(name) ? id : null;
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }
}
