package atlas.tools.admin;

import atlas.core.access.Profiles;
import atlas.model.Caller;
import atlas.model.CoachVoice;
import atlas.model.Profile;
import atlas.model.Theme;
import atlas.model.UserRole;
import atlas.tools.AsksPerson.Question;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tool update_preferences. */
public final class UpdatePreferences {
  private static final String ALLOW = "allow";
  private static final Map<String, Object> FORM =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              ALLOW, Map.of("type", "boolean", "title", "Agents may read them", "default", false)),
          "required",
          List.of(ALLOW));

  private UpdatePreferences() {}

  public record Input(
      @Doc("Their name, as reviews show it; empty takes it away, as in any text here.")
          @Limits(max = 200)
          @Nullable String fullName,
      @Doc("A picture's address.") @Limits(max = 2_000) @Nullable String avatarUrl,
      @Doc("Their name at GitLab.") @Limits(max = 255) @Nullable String gitlabUsername,
      @Doc("A manager may be given others' review packs to read.") @Nullable UserRole role,
      @Doc("E.g. Europe/Oslo.") @Limits(min = 1, max = 64) @Nullable String timeZone,
      @Doc("When their day begins, e.g. 04:00.") @Limits(max = 50) @Nullable String dayStart,
      @Doc("Minutes of work they mean to do in a week.") @Limits(min = 1, max = 10_080)
          @Nullable Integer weeklyCapacityMinutes,
      @Doc("Where personal tasks go that name no space: personal or work.") @Limits(max = 100)
          @Nullable String defaultSpace,
      @Doc("How the coach speaks; silent is silent.") @Nullable CoachVoice coachVoice,
      @Doc("How pages look.") @Nullable Theme theme,
      @Doc("Whether they want to be told things.") @Nullable Boolean notifications,
      @Doc("Whether agents may read moods and journal; to allow it the person is asked.")
          @Nullable Boolean wellbeingVisible) {}

  public record Output(Profile preferences, List<String> effects) {}

  public static Tool<Input, Output> tool(Profiles profiles) {
    return Tool.of(
            Toolset.admin,
            "update_preferences",
            "Update preferences",
            """
            Changes who the person is to those who read of them, and how they want it: time zone, \
            when their day begins, the coach's voice. Answers with all of it; with nothing to \
            change it only answers.""",
            Effect.CHANGES,
            Input.class,
            Output.class,
            (caller, input) -> update(profiles, caller, input, false))
        .asking((caller, input) -> question(profiles, caller, input))
        .onRequest();
  }

  private static Output update(Profiles profiles, Caller caller, Input input, boolean byPerson) {
    var sight = new Profiles.Sight(input.wellbeingVisible(), byPerson);
    var changed = profiles.update(caller, change(input), sight);
    return new Output(changed.profile(), changed.effects());
  }

  /** Only the person lets agents read what is private; whatever else is asked for waits for it. */
  private static Optional<Question<Output>> question(
      Profiles profiles, Caller caller, Input input) {
    if (!Boolean.TRUE.equals(input.wellbeingVisible()) || profiles.isRepeat(caller)) {
      return Optional.empty();
    }
    Profile now = profiles.of(caller);
    if (now.wellbeingVisible()) return Optional.empty();
    return Optional.of(
        new Question<>(
            "May your agents read your moods and your journal? They would be found by searches and"
                + " be told in timelines, until you hide them again.",
            FORM,
            (then, filledIn) ->
                Boolean.TRUE.equals(filledIn.get(ALLOW))
                    ? update(profiles, then, input, true)
                    : declined(now),
            declined(now)));
  }

  private static Output declined(Profile now) {
    return new Output(now, List.of("The person would rather not; nothing changed"));
  }

  private static Profiles.Change change(Input input) {
    return new Profiles.Change(
        input.fullName(),
        input.avatarUrl(),
        input.gitlabUsername(),
        input.role(),
        input.timeZone(),
        input.dayStart(),
        input.weeklyCapacityMinutes(),
        input.defaultSpace(),
        input.coachVoice(),
        input.theme(),
        input.notifications());
  }
}
