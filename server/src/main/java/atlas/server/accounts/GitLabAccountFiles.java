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
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everybody's GitLab accounts, under the rules of {@link AccountFiles}. */
public final class GitLabAccountFiles implements GitLabAccounts {
  private final AccountFiles<Stored, GitLab> files;

  /**
   * An account's file as it stands.
   *
   * @param usable whether it can be used
   */
  public record Entry(UUID userId, String userName, boolean usable) {}

  private record Stored(String user, GitLabSettings.Written gitlab) {}

  /**
   * @param settings of the local user; null where the environment has none
   * @param local who that is; may ask the database
   * @param known whether there is a user of that id
   */
  public GitLabAccountFiles(
      Path home, @Nullable GitLabSettings settings, Supplier<UUID> local, Predicate<UUID> known) {
    files =
        new AccountFiles<>(
            home.resolve("accounts").resolve("gitlab"),
            Stored.class,
            stored -> settings(stored).open(),
            settings == null ? null : settings.open(),
            local,
            known);
  }

  @Override
  public Optional<GitLab> gitLab(UUID userId) {
    return files.of(userId);
  }

  @Override
  public List<UUID> users() {
    return files.users();
  }

  /** Gives the user that account, in the place of the one they had. */
  public void add(UUID userId, String userName, GitLabSettings.Written written) {
    try {
      GitLabSettings.of(written, userName);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    }
    files.write(userId, new Stored(userName, written));
  }

  /** Forgets the user's account; whether there was one. */
  public boolean remove(UUID userId) {
    return files.delete(userId);
  }

  /** The accounts in files. */
  public List<Entry> list() {
    var entries = new ArrayList<Entry>();
    for (UUID id : files.ids()) {
      try {
        Optional<Stored> stored = files.read(id);
        if (stored.isEmpty()) continue;
        settings(stored.get());
        entries.add(new Entry(id, stored.get().user(), true));
      } catch (Refusal unusable) {
        entries.add(new Entry(id, id.toString(), false));
      }
    }
    return entries;
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
