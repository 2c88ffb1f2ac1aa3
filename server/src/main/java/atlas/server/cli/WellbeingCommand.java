package atlas.server.cli;

import atlas.core.Outside;
import atlas.core.access.Profiles;
import atlas.model.Refusal;
import atlas.model.WellbeingLine;
import atlas.server.Wiring;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Moods and the journal, for the eyes of their person. */
@Command(
    name = "wellbeing",
    description = "See your moods and your journal, and say whether agents may read them.")
final class WellbeingCommand extends Group {
  WellbeingCommand(Map<String, String> environment) {
    super(
        Map.of(
            "list", new Listing(environment),
            "allow", new Allow(environment),
            "hide", new Hide(environment)));
  }

  /** An agent that runs commands has pipes in the place of a terminal. */
  private static void checkTerminal() {
    if (System.console() == null) {
      throw Refusal.forbidden(
          "This is for the person alone: run it in a terminal of your own, not through an agent or"
              + " a pipe.");
    }
  }

  /** The latest days. */
  @Command(
      name = "list",
      description = "Show your latest moods and days of the journal. Only in a terminal.")
  static final class Listing extends AtlasCommand implements Callable<Integer> {
    @Option(names = "--limit", paramLabel = "N", description = "How many at most; default 20.")
    int limit = 20;

    Listing(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      checkTerminal();
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        var lines = wiring.services().personal().wellbeing().latest(caller, limit);
        for (WellbeingLine line : lines) print(line);
        if (lines.isEmpty()) out().println("Nothing was logged yet.");
        return 0;
      }
    }

    private void print(WellbeingLine line) {
      out().printf("%s  %s", line.day(), line.id());
      if (line.title() != null) out().print("  " + Outside.line(line.title()));
      if (line.mood() != null) out().print("  " + line.mood());
      if (line.score() != null) out().print(", " + line.score() + " of 5");
      if (!line.tags().isEmpty()) out().print("  #" + String.join(" #", line.tags()));
      out().println();
      if (line.text() != null) out().println(Outside.text(line.text()).indent(2).stripTrailing());
    }
  }

  /** Lets agents read. */
  @Command(
      name = "allow",
      description = {
        "Let agents read your moods and your journal: in searches, timelines and exports.",
        "Only in a terminal: nobody else says so for you."
      })
  static final class Allow extends AtlasCommand implements Callable<Integer> {
    Allow(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      checkTerminal();
      return show(this, true, "Agents may read your moods and your journal from now on.");
    }
  }

  /** Hides them again. */
  @Command(name = "hide", description = "Hide your moods and your journal from agents again.")
  static final class Hide extends AtlasCommand implements Callable<Integer> {
    Hide(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      return show(this, false, "No agent reads your moods and your journal.");
    }
  }

  private static int show(AtlasCommand command, boolean visible, String told) {
    try (Wiring wiring = command.wiring()) {
      var caller = wiring.users().require(command.config().user());
      wiring
          .services()
          .profiles()
          .update(caller, Profiles.Change.NONE, new Profiles.Sight(visible, true));
      command.out().println(told);
      return 0;
    }
  }
}
