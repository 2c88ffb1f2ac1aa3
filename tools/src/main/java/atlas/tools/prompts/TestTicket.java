package atlas.tools.prompts;

import atlas.core.tickets.Finding;
import atlas.core.tickets.KnownTicket;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.tools.PromptKind;
import atlas.tools.PromptKind.Argument;
import atlas.tools.PromptKind.Message;
import atlas.tools.resources.TicketResource;
import java.util.List;

/** The prompt test_ticket. */
public final class TestTicket {
  private TestTicket() {}

  public static PromptKind kind(Tickets tickets, Finding finding) {
    return new PromptKind(
        "test_ticket",
        "Test an issue",
        "Test a Jira issue in a session with a charter, a clock and a sheet.",
        "start_session",
        List.of(
            new Argument(
                "ticket_key",
                "Issue",
                "The Jira issue to test, e.g. HBR-12.",
                true,
                finding::keys)),
        (caller, given) -> message(tickets, caller, given.getOrDefault("ticket_key", "")));
  }

  private static Message message(Tickets tickets, Caller caller, String named) {
    KnownTicket known = tickets.get(caller, named, false);
    String key = known.ticket().ticketKey();
    return new Message(
        "Test " + key + " as session-based test management does.",
        List.of(
            "Read the issue below. What it leaves open, ask the person.",
            "Ask predict_scenarios what tends to find bugs on an issue like this one.",
            "Open a session with start_session: ticket_key "
                + key
                + ", a charter in the person's words (Explore … with … to discover …; one that"
                + " ATLAS offers is agreed on with them), timebox_minutes, environment as"
                + " name=value pairs, and accept_predictions if predictions are worth trying.",
            "Try one scenario after the other and note each with log_scenario as soon as it was"
                + " tried: passed, failed, blocked, skipped or cannot_reproduce, with its minutes,"
                + " and as an opportunity what came up beside the charter. What nobody tried is"
                + " not logged as passed.",
            "Stop the clock with update_session for a break, and note there what is no scenario.",
            "Report a bug with report_bug, which shows likely duplicates first.",
            "When the charter is answered or the time box is over, close the session with"
                + " end_session and show the person its sheet."),
        TicketResource.page(known));
  }
}
