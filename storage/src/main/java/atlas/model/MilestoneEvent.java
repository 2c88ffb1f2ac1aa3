package atlas.model;

import java.util.UUID;

/**
 * What a person reached, was to do, or was told. Each carries the whole row, so that the log alone
 * is enough to make it again.
 */
public sealed interface MilestoneEvent extends Event {
  /** Those of a challenge. */
  sealed interface OfChallenge extends MilestoneEvent {
    Challenge challenge();

    @Override
    default UUID entityId() {
      return challenge().id();
    }
  }

  /** An achievement was reached. */
  record AchievementUnlocked(Achievement achievement) implements MilestoneEvent {
    @Override
    public String type() {
      return "achievement.unlocked";
    }

    @Override
    public UUID entityId() {
      return achievement.id();
    }

    @Override
    public String line() {
      return "Achievement %s: %s".formatted(achievement.name(), achievement.description());
    }
  }

  /** A person has a challenge for a day. */
  record ChallengeAssigned(Challenge challenge) implements OfChallenge {
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
  record ChallengeCompleted(Challenge challenge) implements OfChallenge {
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
  record CoachSpoke(CoachLine said) implements MilestoneEvent {
    @Override
    public String type() {
      return "coach.spoke";
    }

    @Override
    public UUID entityId() {
      return said.id();
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
