package atlas.bench;

import atlas.integrations.jira.FakeIssue;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.markup.Adf;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A Jira Cloud site on this machine with as many issues as are wanted, of the size that issues
 * have: a tenth of them mine and open, the rest of a project that is copied as history.
 */
final class BenchJira implements AutoCloseable {
  static final String MINE = "LGT";
  static final String HISTORY = "HBR";

  /** A word that every issue has. */
  static final String EVERYWHERE = "lighthouse";

  // Every look at its clock moves it on by a second: a hundred days take many.
  private static final Duration AGE = Duration.ofDays(100);
  private static final int PAGE_OF_IDS = 1_000;

  private final FakeJira jira = FakeJira.cloud();
  private final int mine;
  private final int history;

  BenchJira(int tickets) {
    mine = Math.max(1, tickets / 10);
    history = tickets - mine;
    jira.mostOnAPage(PAGE_OF_IDS);
    jira.setClock(Instant.now().minus(AGE));
    for (int i = 1; i <= mine; i++) {
      put(MINE, i).assignee(FakeJira.ME, "Ann Ottosen").status("Testing", "indeterminate");
    }
    for (int i = 1; i <= history; i++) {
      put(HISTORY, i).assignee("5b10bo", "Bo Lind").status("Done", "done");
    }
  }

  private FakeIssue put(String project, int number) {
    FakeIssue issue = jira.put(project + "-" + number);
    issue.type(number % 3 == 0 ? "Bug" : "Story");
    issue.priority(number % 5 == 0 ? "High" : "Medium");
    issue.summary(summary(project, number));
    issue.set("description", Adf.document(description(number)));
    issue.component(number % 2 == 0 ? "Checkout" : "Harbour").label("release-" + number % 40);
    issue.sprint("Sprint " + number % 25, "closed").points(number % 8 + 1);
    return issue.times(7_200, 3_600, 3_600);
  }

  private static String summary(String project, int number) {
    return "The "
        + EVERYWHERE
        + " shows the wrong light for ship "
        + number
        + ", "
        + word(project, number);
  }

  /** A word that this issue has and no other. */
  static String word(String project, int number) {
    return "sign" + project.toLowerCase(java.util.Locale.ROOT) + number;
  }

  private static String description(int number) {
    return """
        ## What happens

        The basket of order %d has a **voucher**, and the customer pays by *card*. The page says \
        that the payment was taken, and the order stays open until somebody closes it by hand.

        1. Add an article that is in stock, and another that is not.
        2. Enter the voucher; its value is greater than that of the first article.
        3. Pay by card, and go back with the browser before the bank has answered.

        ```java
        var order = orders.find(%d).orElseThrow();
        order.pay(card, Money.of(order.total()).minus(voucher.value()));
        ```

        | Step | Expected | Seen |
        | --- | --- | --- |
        | Pay | paid | open |
        | Cancel | cancelled | open |

        - It happens on every second try with a card that expires this month.
        - It does not happen when the voucher is entered after the card.

        > Seen by the night shift at three of our harbours, with ships of all sizes.
        """
        .formatted(number, number);
  }

  /** The settings that make ATLAS copy all of it. */
  Map<String, String> environment() {
    return Map.of(
        "JIRA_HOST",
        jira.uri().toString(),
        "JIRA_EMAIL",
        "ann@example.com",
        "JIRA_API_TOKEN",
        "s3cret-token",
        "JIRA_HISTORY_PROJECTS",
        HISTORY);
  }

  /** How many issues are history. */
  int history() {
    return history;
  }

  /** A word that only the issue has that is copied last. */
  String lastWord() {
    return history > 0 ? word(HISTORY, history) : word(MINE, mine);
  }

  /** Lets so many issues change now, spread over all of them. */
  void change(int count) {
    jira.setClock(Instant.now());
    for (int i = 0; i < count; i++) {
      int number = 1 + (int) ((long) i * history / Math.max(1, count));
      FakeIssue issue = jira.put(HISTORY + "-" + number);
      issue.summary(summary(HISTORY, number) + ", and again");
    }
  }

  /** How many requests were answered so far. */
  int requests() {
    return jira.requests().size();
  }

  @Override
  public void close() {
    jira.close();
  }
}
