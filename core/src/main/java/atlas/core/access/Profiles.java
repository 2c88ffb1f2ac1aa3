package atlas.core.access;

import atlas.core.Differences;
import atlas.core.Outside;
import atlas.model.Caller;
import atlas.model.CoachVoice;
import atlas.model.PrivacyEvent;
import atlas.model.Profile;
import atlas.model.Refusal;
import atlas.model.SpaceName;
import atlas.model.Theme;
import atlas.model.UserRole;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who people are to those who read of them, and how they want it. */
public final class Profiles {
  private static final int NEAREST = 5;
  private static final int LONGEST_NAME = 255;
  private static final String GITLAB_NAME = "[A-Za-z0-9_.-]{1," + LONGEST_NAME + "}";

  /** What is to be another; null stays as it is, and an empty text is taken away. */
  public record Change(
      @Nullable String fullName,
      @Nullable String avatarUrl,
      @Nullable String gitlabUsername,
      @Nullable UserRole role,
      @Nullable String timeZone,
      @Nullable String dayStart,
      @Nullable Integer weeklyCapacityMinutes,
      @Nullable String defaultSpace,
      @Nullable CoachVoice coachVoice,
      @Nullable Theme theme,
      @Nullable Boolean notifications) {
    /** Nothing. */
    public static final Change NONE =
        new Change(null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * Whether agents may read moods and the journal, which the person alone lets them; to hide them
   * again an agent's word is enough.
   *
   * @param visible null stays as it is
   * @param byPerson whether they say so themself: on a terminal, or as their client asked them
   */
  public record Sight(@Nullable Boolean visible, boolean byPerson) {
    /** As it is. */
    public static final Sight SAME = new Sight(null, false);
  }

  /** A profile as it is now, and what of it was changed. */
  public record Changed(Profile profile, List<String> effects) {}

  private final Database database;

  public Profiles(Database database) {
    this.database = database;
  }

  /** The caller's. */
  public Profile of(Caller caller) {
    return database.read(caller, tx -> tx.users().profile()).orElseThrow(Profiles::gone);
  }

  /** Whether a call repeats one that was answered: then nobody is asked again. */
  public boolean isRepeat(Caller caller) {
    return database.isRepeat(caller);
  }

  /** Changes some of it; what is said again as it was changes nothing. */
  public Changed update(Caller caller, Change change) {
    return update(caller, change, Sight.SAME);
  }

  /** The same with what agents may read. */
  public Changed update(Caller caller, Change change, Sight sight) {
    return database.write(
        caller,
        Changed.class,
        tx -> {
          Profile before = tx.users().lockProfile().orElseThrow(Profiles::gone);
          Profile after = with(before, change, sight);
          List<String> changed = changed(before, after);
          if (!changed.isEmpty()) {
            tx.users().update(after);
            tx.append(new PrivacyEvent.PreferencesChanged(caller.userId(), changed, after));
          }
          return new Changed(after, changed.isEmpty() ? List.of("Nothing was changed") : List.of());
        });
  }

  /**
   * Keeps who the caller is at GitLab, where they have not said so; refuses what another did there.
   *
   * @param username whose the token is
   */
  public static void isAtGitLab(Tx tx, String username) {
    Profile before = tx.users().lockProfile().orElseThrow(Profiles::gone);
    String said = before.gitlabUsername();
    if (said == null && username.matches(GITLAB_NAME)) {
      Profile after =
          with(
              before,
              new Change(null, null, username, null, null, null, null, null, null, null, null),
              Sight.SAME);
      tx.users().update(after);
      tx.append(
          new PrivacyEvent.PreferencesChanged(tx.caller().userId(), changed(before, after), after));
    } else if (said != null && !said.equalsIgnoreCase(username)) {
      String name = Outside.line(username, LONGEST_NAME);
      throw Refusal.conflict(
          "The GitLab token is one of %s, and your profile says that you are %s there: use one of"
                  .formatted(name, said)
              + " your own, or have update_preferences say gitlab_username %s.".formatted(name));
    }
  }

  private static Profile with(Profile old, Change change, Sight sight) {
    return new Profile(
        old.name(),
        text(change.fullName(), old.fullName(), Function.identity()),
        text(change.avatarUrl(), old.avatarUrl(), Profiles::address),
        text(change.gitlabUsername(), old.gitlabUsername(), Profiles::gitlab),
        Objects.requireNonNullElse(change.role(), old.role()),
        change.timeZone() == null ? old.timeZone() : zone(change.timeZone().strip()),
        change.dayStart() == null ? old.dayStart() : time(change.dayStart().strip()),
        Objects.requireNonNullElse(change.weeklyCapacityMinutes(), old.weeklyCapacityMinutes()),
        text(change.defaultSpace(), old.defaultSpace(), Profiles::space),
        Objects.requireNonNullElse(change.coachVoice(), old.coachVoice()),
        Objects.requireNonNullElse(change.theme(), old.theme()),
        Objects.requireNonNullElse(change.notifications(), old.notifications()),
        visible(old, sight));
  }

  private static boolean visible(Profile old, Sight sight) {
    boolean visible = Objects.requireNonNullElse(sight.visible(), old.wellbeingVisible());
    if (visible && !old.wellbeingVisible() && !sight.byPerson()) {
      throw Refusal.forbidden(
          "Only the person lets agents read their moods and journal, and this client can't ask"
              + " them: they run atlas wellbeing allow in a terminal of their own.");
    }
    return visible;
  }

  private static @Nullable String text(
      @Nullable String said, @Nullable String old, Function<String, String> checked) {
    if (said == null) return old;
    return said.isBlank() ? null : checked.apply(said.strip());
  }

  private static List<String> changed(Profile before, Profile after) {
    var changed = new Differences();
    changed.of("full name", before.fullName(), after.fullName());
    changed.of("avatar", before.avatarUrl(), after.avatarUrl());
    changed.of("GitLab user name", before.gitlabUsername(), after.gitlabUsername());
    changed.of("role", before.role(), after.role());
    changed.of("time zone", before.timeZone(), after.timeZone());
    changed.of("day start", before.dayStart(), after.dayStart());
    changed.of("weekly capacity", before.weeklyCapacityMinutes(), after.weeklyCapacityMinutes());
    changed.of("default space", before.defaultSpace(), after.defaultSpace());
    changed.of("coach voice", before.coachVoice(), after.coachVoice());
    changed.of("theme", before.theme(), after.theme());
    changed.of("notifications", before.notifications(), after.notifications());
    boolean visible = after.wellbeingVisible();
    changed.of("wellbeing visible", before.wellbeingVisible(), visible);
    return changed.names();
  }

  private static String address(String said) {
    try {
      URI uri = new URI(said);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (uri.getHost() != null && uri.getUserInfo() == null && scheme.matches("https?")) {
        return scheme + said.substring(scheme.length());
      }
    } catch (URISyntaxException notOne) {
      // Answered below.
    }
    throw Refusal.invalid("An avatar is an address like https://example.com/me.png.");
  }

  private static String gitlab(String said) {
    String name = said.startsWith("@") ? said.substring(1) : said;
    if (name.matches(GITLAB_NAME)) return name;
    throw Refusal.invalid("A GitLab user name has letters, digits, dots, hyphens, underscores.");
  }

  private static String space(String said) {
    for (SpaceName space : SpaceName.values()) {
      if (space.name().equalsIgnoreCase(said)) return space.name();
    }
    throw Refusal.invalid("The default space is personal or work.");
  }

  private static String zone(String said) {
    Set<String> all = ZoneId.getAvailableZoneIds();
    if (all.contains(said)) return said;
    String wanted = said.replace(' ', '_').toLowerCase(Locale.ROOT);
    // Etc/GMT+1 is an hour behind UTC, and SystemV is of no place.
    List<String> near =
        all.stream()
            .filter(id -> !id.startsWith("Etc/") && !id.startsWith("SystemV/"))
            .filter(id -> !wanted.isEmpty() && id.toLowerCase(Locale.ROOT).contains(wanted))
            .sorted()
            .toList();
    for (String id : near) {
      if (id.equalsIgnoreCase(wanted)) return id;
    }
    throw Refusal.invalid(
        near.isEmpty()
            ? "A time zone is named by a place, like Europe/Berlin; an offset such as UTC+2 knows"
                + " no summer time."
            : "A time zone is named like Europe/Oslo; there are "
                + String.join(", ", near.stream().limit(NEAREST).toList())
                + ".");
  }

  private static String time(String said) {
    try {
      return LocalTime.parse(
              said,
              DateTimeFormatter.ofPattern("H:mm", Locale.ROOT)
                  .withResolverStyle(ResolverStyle.STRICT))
          .toString();
    } catch (DateTimeException notOne) {
      throw Refusal.invalid("A day starts at a time like 04:00.");
    }
  }

  private static Refusal gone() {
    return Refusal.notFound("This user is not here any more; start ATLAS again.");
  }
}
