package atlas.tools.prompts;

import atlas.core.Outside;
import atlas.core.testing.Sheet;
import atlas.core.testing.Sheets;
import atlas.model.Caller;
import atlas.tools.PromptKind;
import atlas.tools.PromptKind.Argument;
import atlas.tools.PromptKind.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prompt debrief_session. */
public final class DebriefSession {
  private static final int LONGEST = 16_000;

  private DebriefSession() {}

  public static PromptKind kind(Sheets sheets) {
    return new PromptKind(
        "debrief_session",
        "Debrief a testing session",
        "Talk over a testing session by PROOF (past, results, obstacles, outlook, feelings), and"
            + " close it.",
        "end_session",
        List.of(
            new Argument(
                "session",
                "Session",
                "The session, e.g. S-12; the open one, or the latest, if left out.",
                false,
                sheets::ids)),
        (caller, given) -> message(sheets, caller, given.get("session")));
  }

  private static Message message(Sheets sheets, Caller caller, @Nullable String session) {
    Sheet sheet = session == null ? sheets.latest(caller) : sheets.get(caller, session);
    List<String> steps =
        switch (sheet.status()) {
          case active, paused -> closing(sheet);
          case completed -> lookingBack();
          case abandoned -> givenUp(sheet);
        };
    return new Message(
        "Debrief the testing session " + sheet.session() + " with the person who answers for it.",
        steps,
        Outside.block("session " + sheet.session(), sheet.markdown(), LONGEST));
  }

  private static List<String> closing(Sheet sheet) {
    return List.of(
        "Ask by PROOF, one question at a time: Past, what happened; Results, what was achieved;"
            + " Obstacles, what got in the way; Outlook, what is still to be done; Feelings, how"
            + " the tester feels about it. What the sheet says already is not asked again.",
        "Ask how it went: passed, failed or blocked.",
        "Close it with end_session: session "
            + sheet.session()
            + ", outcome, and summary, obstacles, outlook and feelings as they were said. Ask first"
            + " whether post_comment and log_work are wanted: both go to Jira.",
        "Go through what was predicted for it, and say with rate_prediction what each was worth.",
        "Keep what is still to be done as tasks, with save_task.");
  }

  private static List<String> lookingBack() {
    return List.of(
        "The session has ended and its sheet is final. Go through PROOF as it stands there: past,"
            + " results, obstacles, outlook, feelings.",
        "Keep what is still to be done as tasks, with save_task.",
        "Say with rate_prediction what the predictions were worth, if the person knows.");
  }

  private static List<String> givenUp(Sheet sheet) {
    return List.of(
        "The session was abandoned: it has no outcome, and its scenarios are kept on its sheet. Ask"
            + " what became of the rest of its charter.",
        "Take it up again, if the person wants to, with start_session: ticket_key "
            + sheet.ticketKey()
            + ".",
        "Keep what is still to be done as tasks, with save_task.");
  }
}
