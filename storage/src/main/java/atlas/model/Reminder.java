package atlas.model;

import java.time.Instant;

/** Something of which the person wanted to be reminded. */
public record Reminder(String item, String title, Instant remindAt, boolean told, int matching) {}
