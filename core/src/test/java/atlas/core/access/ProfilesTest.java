package atlas.core.access;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.access.Profiles.Change;
import atlas.model.Caller;
import atlas.model.CoachVoice;
import atlas.model.Profile;
import atlas.model.Refusal;
import atlas.model.Theme;
import atlas.model.UserRole;
import atlas.storage.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProfilesTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final Profiles profiles = new Profiles(db.database());

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void whoSaidNothingHasWhatAnybodyHas() {
    assertThat(profiles.of(ann))
        .isEqualTo(
            new Profile(
                "ann",
                null,
                null,
                null,
                UserRole.individual,
                "UTC",
                "00:00",
                2_400,
                null,
                CoachVoice.encouraging,
                Theme.light,
                true,
                false));
  }

  @Test
  void whatIsSaidStaysAndTheRestIsAsItWas() {
    var first =
        profiles.update(
            ann,
            new Change(
                " Ann Ottosen ",
                "HTTPS://example.com/ann.png",
                "@ann.o",
                UserRole.manager,
                "Europe/Oslo",
                "4:30",
                2_250,
                "Work",
                CoachVoice.drill_sergeant,
                Theme.dark,
                false));
    assertThat(first.effects()).isEmpty();
    assertThat(first.profile())
        .isEqualTo(
            new Profile(
                "ann",
                "Ann Ottosen",
                "https://example.com/ann.png",
                "ann.o",
                UserRole.manager,
                "Europe/Oslo",
                "04:30",
                2_250,
                "work",
                CoachVoice.drill_sergeant,
                Theme.dark,
                false,
                false));
    assertThat(profiles.of(ann)).isEqualTo(first.profile());
    assertThat(events(ann))
        .containsExactly(
            "Preferences changed: full name, avatar, GitLab user name, role, time zone, day start,"
                + " weekly capacity, default space, coach voice, theme, notifications");
    Profile second = profiles.update(ann, change("", null)).profile();
    assertThat(second.fullName()).isNull();
    assertThat(second.timeZone()).isEqualTo("Europe/Oslo");
    assertThat(profiles.update(ann, change("", null)).effects())
        .containsExactly("Nothing was changed");
    assertThat(events(ann)).hasSize(2);
    assertThat(profiles.of(ben).timeZone()).isEqualTo("UTC");
  }

  @Test
  void aRepeatedCallHasNoSecondEffect() {
    Caller once = TestHouse.once(ann, "key");
    var first = profiles.update(once, change("Ann", "Europe/Oslo"));
    profiles.update(ann, change("Somebody", null));
    assertThat(profiles.update(once, change("Ann", "Europe/Oslo"))).isEqualTo(first);
    assertThat(profiles.of(ann).fullName()).isEqualTo("Somebody");
  }

  @Test
  void aZoneIsKnownHoweverItIsWritten() {
    for (String zone : List.of("europe/oslo", "EUROPE/OSLO", "Europe/Oslo")) {
      assertThat(profiles.update(ann, change(null, zone)).profile().timeZone())
          .isEqualTo("Europe/Oslo");
    }
    assertThat(profiles.update(ann, change(null, "america/new york")).profile().timeZone())
        .isEqualTo("America/New_York");
  }

  @Test
  void whatCannotBeIsRefusedWithWhatCan() {
    assertThat(sentence(change(null, "Mars"))).startsWith("A time zone is named by a place");
    for (String offset : List.of("UTC+2", "GMT+1", "+02:00", "GMT-5", "Etc/GMT+99")) {
      assertThat(sentence(change(null, offset)))
          .isEqualTo(
              "A time zone is named by a place, like Europe/Berlin; an offset such as UTC+2 knows no"
                  + " summer time.");
    }
    assertThat(sentence(change(null, "oslo")))
        .isEqualTo("A time zone is named like Europe/Oslo; there are Europe/Oslo.");
    for (String time : List.of("24:00", "4 pm", "4:3", "04:00:00")) {
      assertThat(sentence(with(null, null, time))).isEqualTo("A day starts at a time like 04:00.");
    }
    for (String avatar :
        List.of("javascript:alert(1)", "ftp://a/b", "me.png", "https://user:pass@a/b", "https:")) {
      assertThat(sentence(with(avatar, null, null))).startsWith("An avatar is an address");
    }
    assertThat(sentence(with(null, "ann o", null))).startsWith("A GitLab user name has letters");
    var home = new Change(null, null, null, null, null, null, null, "home", null, null, null);
    assertThat(sentence(home)).isEqualTo("The default space is personal or work.");
    assertThat(events(ann)).isEmpty();
  }

  @Test
  void aDayIsTheirsAndNotTheServers() {
    Profile profile =
        profiles
            .update(
                ann,
                new Change(
                    null,
                    null,
                    null,
                    null,
                    "America/New_York",
                    "04:00",
                    null,
                    null,
                    null,
                    null,
                    null))
            .profile();
    // Half past three in the morning belongs to the evening before.
    assertThat(profile.days().of(Instant.parse("2026-03-07T08:30:00Z")))
        .isEqualTo(LocalDate.of(2026, 3, 6));
    assertThat(profile.days().of(Instant.parse("2026-03-07T09:00:00Z")))
        .isEqualTo(LocalDate.of(2026, 3, 7));
    // The night in which clocks go forward is an hour shorter.
    assertThat(profile.days().begin(LocalDate.of(2026, 3, 7))).isEqualTo("2026-03-07T09:00:00Z");
    assertThat(profile.days().begin(LocalDate.of(2026, 3, 8))).isEqualTo("2026-03-08T08:00:00Z");
  }

  private static Change change(@Nullable String fullName, @Nullable String timeZone) {
    return new Change(fullName, null, null, null, timeZone, null, null, null, null, null, null);
  }

  private static Change with(
      @Nullable String avatar, @Nullable String gitlab, @Nullable String dayStart) {
    return new Change(null, avatar, gitlab, null, null, dayStart, null, null, null, null, null);
  }

  private String sentence(Change change) {
    Refusal no = refusal(() -> profiles.update(ann, change));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
    return no.sentence();
  }

  private List<String> events(Caller user) {
    return db.admin()
        .withHandle(
            handle ->
                handle
                    .createQuery("select summary from events where user_id = :id order by seq")
                    .bind("id", user.userId())
                    .mapTo(String.class)
                    .list());
  }
}
