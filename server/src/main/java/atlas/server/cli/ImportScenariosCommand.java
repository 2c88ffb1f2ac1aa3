package atlas.server.cli;

import atlas.core.library.ScenarioImports;
import atlas.core.library.ScenarioImports.Line;
import atlas.core.library.ScenarioImports.Report;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.LibraryScenario.Source;
import atlas.server.Wiring;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes over a library of scenarios. */
@Command(
    name = "scenarios",
    description = {
      "Add a library of scenarios: what Zephyr Scale exports as CSV or JSON, TestRail as CSV or"
          + " XML, a CSV table with a header, or JSON, an object a line; compressed with gzip or"
          + " not.",
      "A file is added whole or, where a line is bad, not at all. The same file again changes what"
          + " says something else by then."
    })
final class ImportScenariosCommand extends AtlasCommand implements Callable<Integer> {
  private static final int SHOWN = 50;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file; - is standard input.")
  String file = "";

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description =
          "Where it comes from, if the file does not tell: zephyr, testrail, csv or jsonl. A key is"
              + " one scenario of each.")
  @Nullable Source source;

  @Option(names = "--dry-run", description = "Find out what would be added, and add nothing.")
  boolean dryRun;

  ImportScenariosCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    String text = String.join("\n", ImportCommand.lines(file));
    try (Wiring wiring = wiring();
        var progress = ProgressLine.ofSteps(err())) {
      Caller caller = wiring.localCaller().in(new Call(null, progress));
      Report report =
          wiring.scenarioImports().run(caller, new ScenarioImports.File(source, dryRun, text));
      progress.close();
      if (!report.bad().isEmpty()) {
        for (Line line : shown(report.bad()))
          err().printf("line %d %s%n", line.number(), line.what());
        more(report.bad());
        err().printf("Nothing was added: %d of the lines are bad.%n", report.bad().size());
        return Cli.FAILED;
      }
      out()
          .printf(
              "%s %s from %s; %d changed, %d the same.%n",
              dryRun ? "would add" : "added",
              range(report.added()),
              report.source(),
              report.changed().size(),
              report.same());
      for (Line line : shown(report.removed())) {
        out().printf("  line %d: %s%n", line.number(), line.what());
      }
      if (!report.ignored().isEmpty()) {
        out().println("not kept: " + String.join(", ", report.ignored()));
      }
      return 0;
    }
  }

  private static List<Line> shown(List<Line> lines) {
    return lines.subList(0, Math.min(SHOWN, lines.size()));
  }

  private void more(List<Line> lines) {
    if (lines.size() > SHOWN) err().println("and " + (lines.size() - SHOWN) + " more");
  }

  /** Short ids are given one after the other. */
  private static String range(List<String> ids) {
    if (ids.isEmpty()) return "nothing";
    String first = ids.get(0);
    return ids.size() == 1 ? first : first + " to " + ids.get(ids.size() - 1);
  }
}
