package atlas.server.accounts;

import atlas.core.activity.GitLabAccounts;
import atlas.integrations.gitlab.GitLab;
import atlas.integrations.gitlab.GitLabAccount;
import atlas.model.Refusal;
import atlas.server.config.GitLabSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's GitLab accounts, under the rules of {@link JiraAccounts}: the local user's from the
 * environment, the others' each from a file that is named after the user's id.
 */
public final class GitLabAccountFiles implements GitLabAccounts {
  private final PrivateFiles files;
  private final @Nullable GitLab own;
  private final Supplier<UUID> local;
  private final Predicate<UUID> known;
  private final ConcurrentHashMap<UUID, Kept> kept = new ConcurrentHashMap<>();

  /**
   * An account's file as it stands.
   *
   * @param usable whether it can be used
   */
  public record Entry(UUID userId, String userName, boolean usable) {}

  private record Stored(String user, GitLabSettings.Written gitlab) {}

  private record Kept(PrivateFiles.Stamp stamp, GitLab gitLab) {}

  /**
   * @param settings of the local user; null where the environment has none
   * @param local who that is; may ask the database
   * @param known whether there is a user of that id
   */
  public GitLabAccountFiles(
      Path home, @Nullable GitLabSettings settings, Supplier<UUID> local, Predicate<UUID> known) {
    this.files = new PrivateFiles(home.resolve("accounts").resolve("gitlab"));
    this.own = settings == null ? null : settings.open();
    this.local = local;
    this.known = known;
  }

  @Override
  public Optional<GitLab> gitLab(UUID userId) {
    if (own != null && userId.equals(local.get())) return Optional.of(own);
    Optional<PrivateFiles.Stamp> stamp = files.stamp(userId.toString());
    if (stamp.isEmpty()) {
      kept.remove(userId);
      return Optional.empty();
    }
    Kept found = kept.get(userId);
    // What a client has found out of its GitLab is worth keeping while the account is the same.
    if (found == null || !found.stamp().equals(stamp.get())) {
      Optional<Stored> stored = files.read(userId.toString(), Stored.class);
      if (stored.isEmpty()) return Optional.empty();
      found = new Kept(stamp.get(), settings(stored.get()).open());
      kept.put(userId, found);
    }
    return Optional.of(found.gitLab());
  }

  @Override
  public List<UUID> users() {
    var users = new ArrayList<UUID>();
    if (own != null) users.add(local.get());
    for (UUID id : ids()) {
      if (!users.contains(id) && known.test(id)) users.add(id);
    }
    return users;
  }

  /** Gives the user that account, in the place of the one they had. */
  public void add(UUID userId, String userName, GitLabSettings.Written written) {
    try {
      GitLabSettings.of(written, userName);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    }
    files.write(userId.toString(), new Stored(userName, written));
  }

  /** Forgets the user's account; whether there was one. */
  public boolean remove(UUID userId) {
    return files.delete(userId.toString());
  }

  /** The accounts in files. */
  public List<Entry> list() {
    var entries = new ArrayList<Entry>();
    for (UUID id : ids()) {
      try {
        Optional<Stored> stored = files.read(id.toString(), Stored.class);
        if (stored.isEmpty()) continue;
        settings(stored.get());
        entries.add(new Entry(id, stored.get().user(), true));
      } catch (Refusal unusable) {
        entries.add(new Entry(id, id.toString(), false));
      }
    }
    return entries;
  }

  private List<UUID> ids() {
    return files.names().stream().map(JiraAccounts::id).filter(Objects::nonNull).toList();
  }

  private static GitLabSettings settings(Stored stored) {
    try {
      return GitLabSettings.of(Objects.requireNonNull(stored.gitlab()), stored.user());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw Refusal.unavailable(
          "The GitLab account of "
              + stored.user()
              + " is not complete; make it anew with: "
              + GitLabAccount.command(stored.user())
              + " --host ADDRESS");
    }
  }
}
