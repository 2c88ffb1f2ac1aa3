package atlas.server.cli;

import atlas.core.Outside;
import atlas.core.focus.OfflineChanges;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.OfflineChange.Result;
import atlas.server.Wiring;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What was changed while a client was offline. */
@Command(name = "offline", description = "Apply what was changed while a client was offline.")
final class OfflineCommand extends Group {
  OfflineCommand(Map<String, String> environment) {
    super(Map.of("apply", new Apply(environment)));
  }

  /** Applies it. */
  @Command(
      name = "apply",
      description = {
        "Apply the changes of a file, JSON, an object a line: operation_id, entity (theater,"
            + " action, focus_log, personal_task), operation (insert, update, delete), id,"
            + " base_version, values.",
        "Each is applied once, whatever becomes of the others: the same file again tries what was"
            + " refused or in conflict, and nothing else. Exit code 1 where there is such a one."
      })
  static final class Apply extends AtlasCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file; - is standard input.")
    String file = "";

    Apply(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      var lines = ImportCommand.lines(file);
      try (Wiring wiring = wiring();
          var progress = ProgressLine.on(err())) {
        Caller caller = wiring.localCaller().in(new Call(null, progress));
        var report = wiring.services().focus().offline().apply(caller, lines);
        progress.close();
        report.outcomes().forEach(this::print);
        out()
            .println(
                report.counts().isEmpty()
                    ? "The file has no changes."
                    : report.counts().entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ")));
        boolean all =
            report.outcomes().stream()
                .allMatch(o -> o.result() == Result.applied || o.result() == Result.duplicate);
        return all ? 0 : Cli.FAILED;
      }
    }

    private void print(OfflineChanges.Outcome outcome) {
      if (outcome.reason() == null) return;
      String id = outcome.operationId();
      err()
          .printf(
              "change %d%s %s: %s%n",
              outcome.line(),
              id == null ? "" : " (" + Outside.line(id, 60) + ")",
              outcome.result(),
              Outside.text(outcome.reason()));
      if (outcome.result() == Result.conflict) {
        err().println("  yours:   " + Outside.line(String.valueOf(outcome.yours()), 500));
        err().println("  current: " + Outside.line(String.valueOf(outcome.current()), 500));
      }
    }
  }
}
