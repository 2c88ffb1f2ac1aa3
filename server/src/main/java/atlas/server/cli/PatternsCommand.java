package atlas.server.cli;

import atlas.core.Outside;
import atlas.core.prediction.Patterns;
import atlas.model.Pattern;
import atlas.server.Wiring;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What was learned from sessions. */
@Command(name = "patterns", description = "See and correct what was learned from sessions.")
final class PatternsCommand extends Group {
  PatternsCommand(Map<String, String> environment) {
    super(Map.of("list", new Listing(environment), "retire", new Retire(environment)));
  }

  /** Lists a user's. */
  @Command(
      name = "list",
      description = {
        "List the patterns, those most likely to find a bug first.",
        "The percentage is the least that the next run is worth, by what was seen."
      })
  static final class Listing extends AtlasCommand implements Callable<Integer> {
    @Option(names = "--all", description = "Those that were retired, too.")
    boolean all;

    @Option(names = "--limit", paramLabel = "N", description = "How many at most; default 50.")
    int limit = 50;

    Listing(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        Patterns.Page page = wiring.patterns().list(caller, all, Math.max(1, limit));
        page.patterns().forEach(this::print);
        int left = page.count() - page.patterns().size();
        if (left > 0) out().println("and " + left + " more");
        if (page.count() == 0) out().println("Nothing was learned yet: end a session first.");
        return 0;
      }
    }

    private void print(Pattern pattern) {
      out()
          .printf(
              "%-6s %3d %%  %-18s %s%n",
              pattern.shortId(),
              Math.round(100 * pattern.confidence()),
              pattern.type().name(),
              Outside.line(pattern.name(), 200));
      out()
          .printf(
              "       %s, %s: found a bug in %d of %d runs on %d %s%s%s, last %s%s%n",
              pattern.component() == null ? "no component" : Outside.line(pattern.component(), 60),
              Outside.line(pattern.issueType(), 60),
              pattern.found(),
              pattern.tried(),
              pattern.tickets(),
              pattern.tickets() == 1 ? "issue" : "issues",
              pattern.escaped() == 0 ? "" : ", passed " + pattern.escaped() + " escaped bugs",
              pattern.averageMinutes() == null ? "" : ", " + pattern.averageMinutes() + " min",
              pattern.lastUsedAt().toString().substring(0, 10),
              pattern.active() ? "" : ", retired");
      if (pattern.steps().isEmpty()) return;
      out().println("       steps: " + Outside.line(String.join("; ", pattern.steps()), 500));
    }
  }

  /** Takes one out of what is proposed. */
  @Command(
      name = "retire",
      description = "Propose a pattern no more; what happens goes on being counted for it.")
  static final class Retire extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "From atlas patterns list: K-4.")
    String id = "";

    @Option(names = "--reason", description = "Why, for the log.")
    @Nullable String reason;

    Retire(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      try (Wiring wiring = wiring()) {
        var caller = wiring.users().require(config().user());
        Pattern pattern = wiring.patterns().retire(caller, id, reason);
        out().println("retired " + pattern.shortId() + ": " + Outside.line(pattern.name(), 200));
        return 0;
      }
    }
  }
}
