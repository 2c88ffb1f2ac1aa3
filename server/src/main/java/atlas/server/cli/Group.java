package atlas.server.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that only has others behind it. */
abstract sealed class Group implements Callable<Integer>
    permits AccountCommand,
        DbCommand,
        InsightCommand,
        OfflineCommand,
        PackCommand,
        PatternsCommand,
        SyncCommand,
        TokenCommand,
        TrainCommand,
        UserCommand,
        WellbeingCommand {
  private final Map<String, Object> commands;

  @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
  boolean help;

  @Spec CommandSpec spec = CommandSpec.create();

  Group(Map<String, Object> commands) {
    this.commands = new TreeMap<>(commands);
  }

  /** Puts the commands behind this one. */
  CommandLine line() {
    var line = new CommandLine(this);
    commands.forEach(line::addSubcommand);
    return line;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say which: " + String.join(", ", commands.keySet()) + ".");
  }
}
