package atlas.model;

import java.util.UUID;

/**
 * What a person reached, was to do, or was told. Each carries the whole row, so that the log alone
 * is enough to make it again, and names the person, by whom whoever follows their progress hears of
 * it.
 */
public sealed interface MilestoneEvent extends Event {
  /** Whose it is. */
  UUID userId();

  @Override
  default UUID entityId() {
    return userId();
  }

  /** An achievement was reached. */
  record AchievementUnlocked(UUID userId, Achievement achievement) implements MilestoneEvent {
    @Override
    public String type() {
      return "achievement.unlocked";
    }

    @Override
    public String line() {
      return "Achievement %s: %s".formatted(achievement.name(), achievement.description());
    }
  }

  /** A person has a challenge for a day. */
  record ChallengeAssigned(UUID userId, Challenge challenge) implements MilestoneEvent {
    @Override
    public String type() {
      return "challenge.assigned";
    }

    @Override
    public String line() {
      return "Challenge of %s: %s".formatted(challenge.day(), challenge.description());
    }
  }

  /** It is done. */
  record ChallengeCompleted(UUID userId, Challenge challenge) implements MilestoneEvent {
    @Override
    public String type() {
      return "challenge.completed";
    }

    @Override
    public String line() {
      return "Challenge of %s done: %s".formatted(challenge.day(), challenge.description());
    }
  }

  /** The coach said something. */
  record CoachSpoke(UUID userId, CoachLine said) implements MilestoneEvent {
    @Override
    public String type() {
      return "coach.spoke";
    }

    @Override
    public String shortId() {
      return said.shortId();
    }

    @Override
    public String line() {
      return "%s: %s".formatted(shortId(), said.text());
    }
  }
}
