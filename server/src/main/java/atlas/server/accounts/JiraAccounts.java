package atlas.server.accounts;

import atlas.core.tickets.Accounts;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.Jql;
import atlas.integrations.jira.Keeping;
import atlas.model.Refusal;
import atlas.server.config.JiraSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's Jira accounts: the local user's from the environment, the others' each from a file
 * that is read again when it has changed. What is told to one user is never used for another, so
 * that a file is named after the user's id: a name can come to belong to somebody else, and two
 * names can be one on a disk that takes a for A.
 */
public final class JiraAccounts implements Accounts {
  private final PrivateFiles files;
  private final @Nullable Opened own;
  private final Supplier<UUID> local;
  private final Predicate<UUID> known;
  private final ConcurrentHashMap<UUID, Kept> kept = new ConcurrentHashMap<>();
  private final Set<UUID> seen = ConcurrentHashMap.newKeySet();

  /** An account's file as it stands, without what must not be shown. */
  public record Entry(UUID userId, String userName, @Nullable JiraSettings settings) {}

  private record Stored(String user, JiraSettings.Written jira) {}

  private record Opened(Jira jira, Optional<Jql> history) {}

  private record Kept(PrivateFiles.Stamp stamp, Opened opened) {}

  /**
   * @param settings of the local user; null where the environment has none
   * @param local who that is; may ask the database
   * @param known whether there is a user of that id: another database may have been under the home
   */
  public JiraAccounts(
      Path home, @Nullable JiraSettings settings, Supplier<UUID> local, Predicate<UUID> known) {
    this.files = new PrivateFiles(home.resolve("accounts"));
    this.own = settings == null ? null : open(settings);
    this.local = local;
    this.known = known;
  }

  @Override
  public Optional<Jira> jira(UUID userId) {
    return opened(userId).map(Opened::jira);
  }

  @Override
  public Optional<Jql> history(UUID userId) {
    return opened(userId).flatMap(Opened::history);
  }

  @Override
  public List<UUID> users() {
    var users = new ArrayList<UUID>();
    if (own != null) users.add(local.get());
    for (String name : files.names()) {
      UUID id = id(name);
      if (id == null || users.contains(id)) continue;
      if (seen.contains(id) || known.test(id)) {
        seen.add(id);
        users.add(id);
      }
    }
    return users;
  }

  /** Gives the user that account, in the place of the one they had. */
  public void add(UUID userId, String userName, JiraSettings.Written written) {
    try {
      JiraSettings.of(written, new Keeping(userName));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    }
    files.write(userId.toString(), new Stored(userName, written));
  }

  /** Forgets the user's account; whether there was one. */
  public boolean remove(UUID userId) {
    return files.delete(userId.toString());
  }

  /** The accounts in files; the settings are null where a file can't be used. */
  public List<Entry> list() {
    var entries = new ArrayList<Entry>();
    for (String name : files.names()) {
      UUID id = id(name);
      if (id == null) continue;
      try {
        stored(id).ifPresent(s -> entries.add(new Entry(id, s.user(), settings(s))));
      } catch (Refusal unusable) {
        entries.add(new Entry(id, name, null));
      }
    }
    return entries;
  }

  private Optional<Opened> opened(UUID userId) {
    if (own != null && userId.equals(local.get())) return Optional.of(own);
    Optional<PrivateFiles.Stamp> stamp = files.stamp(userId.toString());
    if (stamp.isEmpty()) {
      kept.remove(userId);
      return Optional.empty();
    }
    Kept found = kept.get(userId);
    // What a client has found out of its Jira is worth keeping as long as the account is the same.
    if (found == null || !found.stamp().equals(stamp.get())) {
      Optional<Stored> stored = stored(userId);
      if (stored.isEmpty()) return Optional.empty();
      found = new Kept(stamp.get(), open(settings(stored.get())));
      kept.put(userId, found);
    }
    return Optional.of(found.opened());
  }

  private Optional<Stored> stored(UUID userId) {
    return files.read(userId.toString(), Stored.class);
  }

  private static JiraSettings settings(Stored stored) {
    try {
      return JiraSettings.of(Objects.requireNonNull(stored.jira()), new Keeping(stored.user()));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw Refusal.unavailable(
          "The Jira account of "
              + stored.user()
              + " is not complete; make it anew with: "
              + Keeping.command(stored.user())
              + " --host ADDRESS --email EMAIL");
    }
  }

  private static Opened open(JiraSettings settings) {
    return new Opened(settings.open(), Optional.ofNullable(settings.history()));
  }

  /** The user that a file of this name is of; null when it is nobody's. */
  static @Nullable UUID id(String name) {
    try {
      UUID id = UUID.fromString(name);
      return id.toString().equals(name) ? id : null;
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }
}
