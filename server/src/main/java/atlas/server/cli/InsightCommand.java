package atlas.server.cli;

import atlas.core.Outside;
import atlas.core.insight.Insights;
import atlas.core.insight.Verdicts;
import atlas.model.Insight;
import atlas.model.Refusal;
import atlas.model.Verdict;
import atlas.server.Wiring;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What evidence shows, and the person's word on it. */
@Command(name = "insight", description = "See the insights that wait for your word, and say it.")
final class InsightCommand extends Group {
  InsightCommand(Map<String, String> environment) {
    super(Map.of("list", new Listing(environment), "validate", new Validate(environment)));
  }

  /** Those that wait. */
  @Command(name = "list", description = "List the insights of which you have said nothing yet.")
  static final class Listing extends AtlasCommand implements Callable<Integer> {
    @Option(names = "--limit", paramLabel = "N", description = "How many at most; default 50.")
    int limit = 50;

    Listing(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        Insights.Waiting waiting = wiring.services().insights().waiting(caller, Math.max(1, limit));
        for (Insight insight : waiting.insights()) {
          out()
              .printf(
                  "%-6s %3d %%  %-12s %s%n",
                  insight.shortId(),
                  Math.round(100 * insight.confidence()),
                  insight.type(),
                  Outside.line(insight.title(), 200));
        }
        int left = waiting.count() - waiting.insights().size();
        if (left > 0) out().println("and " + left + " more");
        if (waiting.count() == 0) out().println("No insight waits for your word.");
        return 0;
      }
    }
  }

  /** Shows one, with a token. */
  @Command(
      name = "validate",
      description = {
        "Show an insight, and a token with which your agent can bring your word on it.",
        "Only in a terminal: the token is for you. It is good for"
            + " one word, a quarter of an hour, and the insight as it is shown."
      })
  static final class Validate extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "From atlas insight list: I-4.")
    String id = "";

    @Option(
        names = "--reject",
        description = "The token says that it is not so. Without it, that it is.")
    boolean reject;

    Validate(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      // An agent that runs commands has pipes in the place of a terminal.
      if (System.console() == null) {
        throw Refusal.forbidden(
            "This is for the person alone: run it in a terminal of your own, not through an agent"
                + " or a pipe.");
      }
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        Verdicts.Shown shown = wiring.services().verdicts().show(caller, id, verdict());
        print(shown);
        return 0;
      }
    }

    private Verdict verdict() {
      return reject ? Verdict.rejected : Verdict.validated;
    }

    private void print(Verdicts.Shown shown) {
      Insight insight = shown.kept().insight();
      out()
          .printf(
              "%s, %s, %d %% sure, by %s%n%n%s%n%n%s%n%n",
              insight.shortId(),
              insight.type(),
              Math.round(100 * insight.confidence()),
              insight.measure() == null ? Outside.line(insight.actor()) : "ATLAS, computed",
              Outside.line(insight.title()),
              Outside.text(insight.content()));
      shown.kept().cited().forEach(one -> out().println("- " + shown.kept().line(one)));
      if (shown.kept().removed() > 0) {
        out().println("- and " + shown.kept().removed() + " that were removed since");
      }
      out()
          .printf(
              "%nTo say that it is %s, give your agent this token, good until %s:%n"
                  + "%n    %s%n%nwith that word, and why if you like. For the other word: %s%n",
              verdict(),
              shown.until().toString().substring(0, 16) + "Z",
              shown.token(),
              "atlas insight validate " + insight.shortId() + (reject ? "" : " --reject"));
    }
  }
}
