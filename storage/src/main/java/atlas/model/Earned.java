package atlas.model;

import java.time.LocalDate;
import java.util.UUID;

/**
 * What was earned, once: a second time for the same source and reason is nothing.
 *
 * @param sourceType session, bug, task, personal_task, habit, challenge, achievement
 * @param reason why, of what may be earned several times with one source; ended, done, a day
 * @param what names the source to a reader: S-12
 * @param worth before the cap of the day
 * @param day of the person's on which it is earned
 */
public record Earned(
    XpCategory category,
    String sourceType,
    UUID sourceId,
    String reason,
    String what,
    int worth,
    LocalDate day) {}
