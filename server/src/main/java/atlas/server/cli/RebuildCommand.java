package atlas.server.cli;

import atlas.core.memory.Rebuild;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.server.Wiring;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Work memory made again from the log. */
@Command(
    name = "rebuild",
    description = {
      "Make what the event log tells of again, where it differs: work memory, evidence, insights,"
          + " focus, planner, progress, wellbeing.",
      "Whoever writes for that user waits meanwhile; a user's rows change together or not at all."
    })
final class RebuildCommand extends AtlasCommand implements Callable<Integer> {
  private static final int SHOWN = 50;

  @Option(names = "--check", description = "Only compare; exit 1 where something differs.")
  boolean check;

  @Option(names = "--all", description = "For every user; takes the owner's login.")
  boolean all;

  RebuildCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    try (Wiring wiring = wiring();
        var progress = ProgressLine.ofSteps(err())) {
      List<String> users = all ? wiring.archive().users() : List.of(config().user());
      boolean differs = false;
      for (String user : users) {
        Caller caller = wiring.users().require(user).in(new Call(null, progress));
        Rebuild rebuild = wiring.rebuild();
        Rebuild.Report report = check ? rebuild.check(caller) : rebuild.rebuild(caller);
        progress.close();
        differs |= !report.differences().isEmpty();
        print(user, report);
      }
      return check && differs ? Cli.FAILED : 0;
    }
  }

  private void print(String user, Rebuild.Report report) {
    int differences = report.differences().size();
    String found =
        differences == 0
            ? "nothing differs"
            : differences + (differences == 1 ? " difference" : " differences");
    out()
        .printf(
            "%s: %d events make %d rows: %s%s%n",
            user,
            report.events(),
            report.rows(),
            found,
            differences == 0 || check ? "." : ", mended.");
    report.differences().stream()
        .limit(SHOWN)
        .forEach(difference -> out().println("  " + difference.row() + " " + difference.what()));
    if (differences > SHOWN) out().println("  and " + (differences - SHOWN) + " more");
  }
}
