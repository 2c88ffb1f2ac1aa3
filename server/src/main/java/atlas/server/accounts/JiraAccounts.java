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
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everybody's Jira accounts, under the rules of {@link AccountFiles}. */
public final class JiraAccounts implements Accounts {
  private final AccountFiles<Stored, Opened> files;

  /** An account's file as it stands, without what must not be shown. */
  public record Entry(UUID userId, String userName, @Nullable JiraSettings settings) {}

  private record Stored(String user, JiraSettings.Written jira) {}

  private record Opened(Jira jira, Optional<Jql> history) {}

  /**
   * @param settings of the local user; null where the environment has none
   * @param local who that is; may ask the database
   * @param known whether there is a user of that id: another database may have been under the home
   */
  public JiraAccounts(
      Path home, @Nullable JiraSettings settings, Supplier<UUID> local, Predicate<UUID> known) {
    files =
        new AccountFiles<>(
            home.resolve("accounts"),
            Stored.class,
            stored -> open(settings(stored)),
            settings == null ? null : open(settings),
            local,
            known);
  }

  @Override
  public Optional<Jira> jira(UUID userId) {
    return files.of(userId).map(Opened::jira);
  }

  @Override
  public Optional<Jql> history(UUID userId) {
    return files.of(userId).flatMap(Opened::history);
  }

  @Override
  public List<UUID> users() {
    return files.users();
  }

  /** Gives the user that account, in the place of the one they had. */
  public void add(UUID userId, String userName, JiraSettings.Written written) {
    try {
      JiraSettings.of(written, new Keeping(userName));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    }
    files.write(userId, new Stored(userName, written));
  }

  /** Forgets the user's account; whether there was one. */
  public boolean remove(UUID userId) {
    return files.delete(userId);
  }

  /** The accounts in files; the settings are null where a file can't be used. */
  public List<Entry> list() {
    var entries = new ArrayList<Entry>();
    for (UUID id : files.ids()) {
      try {
        files.read(id).ifPresent(s -> entries.add(new Entry(id, s.user(), settings(s))));
      } catch (Refusal unusable) {
        entries.add(new Entry(id, id.toString(), null));
      }
    }
    return entries;
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
}
