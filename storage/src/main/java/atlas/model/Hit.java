package atlas.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something of the user's that a search over everything found.
 *
 * @param name its short id or key; a note has that of its session or ticket
 * @param title with the words that match between {@link #BEGIN} and {@link #END}
 * @param text the part of it that matches best, marked likewise
 * @param project the project, or the Jira project's key
 * @param named whether the question names it, or a ticket that it belongs to
 * @param meant whether it was found by what it means alone
 * @param matching how many there are, all pages together
 */
public record Hit(
    Kind kind,
    String name,
    String title,
    String text,
    Instant at,
    @Nullable String project,
    boolean named,
    boolean meant,
    double rank,
    int matching) {
  /** Where a word that matches begins; no text that is shown has it. */
  public static final String BEGIN = "\uE000";

  /** Where it ends. */
  public static final String END = "\uE001";

  /** What can be found. */
  public enum Kind {
    ticket,
    session,
    scenario,
    task,
    decision,
    checkpoint,
    artifact,
    note,
    memory,
    library,
    evidence,
    insight,
    action,
    focus_log,
    personal_task,
    /** Moods and the journal, where the person lets agents read them. */
    wellbeing,
    event
  }
}
