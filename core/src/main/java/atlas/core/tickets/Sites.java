package atlas.core.tickets;

import atlas.core.sync.Remote;
import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import atlas.integrations.jira.Jira;
import atlas.integrations.jira.JiraIssue;
import atlas.model.Caller;
import atlas.model.JiraSite;
import atlas.model.Ticket;
import atlas.model.TicketEvent;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which Jira the copy is of: the numbers and keys of two would be mixed. */
public final class Sites {
  private static final String ANOTHER =
      "Your account is at another Jira than your tickets came from, and the two would be mixed. If"
          + " it takes the place of the old one, or is the same at another address, run: atlas sync"
          + " jira --new-site. Else give it an ATLAS_HOME or a user of its own.";
  private static final String WRITTEN_FOR_ANOTHER =
      "It was asked for when your account was at another Jira, and goes to no other. Let the"
          + " account be there again; or, if the new one is yours now, run: atlas sync jira"
          + " --new-site.";
  private static final int SAMPLE = 50;

  private Sites() {}

  /**
   * Makes sure that the copy is of this Jira.
   *
   * @throws RemoteFailure when it is of another, or this one does not answer
   */
  public static void check(Database database, Caller caller, Jira jira) {
    if (isAnother(database, caller, jira)) throw RemoteFailure.of(Kind.REFUSED, ANOTHER);
  }

  /** Where the account is asked, as far as that is known without asking. */
  public static String asked(Jira jira) {
    return jira.browse("").resolve("..").toString();
  }

  /**
   * Makes sure that what is to be written goes to the Jira that it was meant for.
   *
   * @param asked where the account was then; empty where that Jira was known
   * @throws RemoteFailure as {@link #check}, but LEFT_OUT: the settings may be changed back
   */
  public static void checkWrite(Database database, Caller caller, Jira jira, String asked) {
    boolean meant = asked.isEmpty() || isAt(asked, jira, Remote.cancellation(caller));
    if (!meant || isAnother(database, caller, jira)) {
      throw RemoteFailure.of(Kind.LEFT_OUT, WRITTEN_FOR_ANOTHER);
    }
  }

  /** Whether the ticket is of a Jira that was left. */
  public static boolean isOfAnother(Ticket ticket) {
    return ticket.jiraId().contains("~");
  }

  private static boolean isAnother(Database database, Caller caller, Jira jira) {
    Optional<JiraSite> known = database.read(caller, tx -> tx.jiraSites().find());
    return known.isPresent()
        && !isAt(known.get().site(), jira, Remote.cancellation(caller))
        && !database.read(caller, tx -> tx.tickets().sample(1)).isEmpty();
  }

  private static boolean isAt(String site, Jira jira, Cancellation cancellation) {
    // Where it is asked at the very address that is known, it need not tell its own.
    return is(site, URI.create(asked(jira))) || is(site, jira.address(cancellation));
  }

  private static boolean is(String site, URI address) {
    // Before, the host alone was kept; and who moves to https does not move.
    if (!site.contains("://")) return site.equalsIgnoreCase(address.getHost());
    return bare(site).equals(bare(address.toString()));
  }

  private static String bare(String address) {
    return address.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceAll("/+$", "");
  }

  /** What is to be done in the transaction in which the first run at another address begins. */
  static Move look(Database database, Caller caller, Jira jira) {
    Cancellation cancellation = Remote.cancellation(caller);
    String address = jira.address(cancellation).toString();
    if (!isAnother(database, caller, jira)) return new Move(address, true);
    List<Ticket> sample = database.read(caller, tx -> tx.tickets().sample(SAMPLE));
    List<String> ids = sample.stream().map(Ticket::jiraId).toList();
    Map<String, JiraIssue> there =
        jira.issues(ids, cancellation).stream()
            .collect(Collectors.toMap(JiraIssue::id, Function.identity(), (one, same) -> one));
    // Two Jiras count alike and may name alike, but they don't create at the same instant.
    boolean same = sample.stream().anyMatch(ticket -> is(ticket, there.get(ticket.jiraId())));
    return new Move(address, same);
  }

  private static boolean is(Ticket ticket, @Nullable JiraIssue issue) {
    return issue != null
        && ticket.jiraCreatedAt() != null
        && ticket.jiraCreatedAt().equals(issue.created());
  }

  /**
   * A change of address.
   *
   * @param same whether it is the same Jira
   */
  record Move(String address, boolean same) {
    void make(Tx tx) {
      Optional<JiraSite> before = tx.jiraSites().find();
      if (before.isEmpty() || before.get().site().equals(address)) return;
      int left = same ? 0 : tx.tickets().leave();
      tx.jiraSites().moved(address, same);
      tx.append(new TicketEvent.SiteChanged(tx.caller().userId(), left));
    }
  }
}
