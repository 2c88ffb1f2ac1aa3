package atlas.server.cli;

import atlas.core.Outside;
import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.server.Stdio;
import atlas.server.Version;
import atlas.server.config.Config;
import atlas.server.config.ConfigProblem;
import atlas.server.config.LogFile;
import atlas.server.config.Setting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: atlas and everything behind it. */
@Command(
    name = "atlas",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Versions.class,
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "The memory and the testing companion that you and your agents share: one MCP server.",
      "Without a command it serves MCP over standard input and output.",
      "In a checkout ./atlas bench measures it, and lists what can be measured."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n")
public final class Cli implements Callable<Integer> {
  /** Something went wrong that the person can't have meant. */
  static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  static final int USAGE = 2;

  /** A tool said no. */
  static final int REFUSED = 5;

  private static final int WIDTH = 76;
  private static final String INDENT = "      ";

  final Map<String, String> environment;

  @Mixin ConfigOptions options = new ConfigOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  private Cli(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs a command and says how it ended: 0 well, 1 failed, 2 wrongly called, 5 refused. */
  public static int run(String[] arguments, Map<String, String> environment) {
    CommandLine commands = commands(environment);
    return commands.execute(arguments);
  }

  /** The whole command line, for help and for the documents made of it. */
  public static CommandLine commands(Map<String, String> environment) {
    var cli = new Cli(environment);
    var commands = new CommandLine(cli);
    commands.addSubcommand(new DemoCommand(environment));
    commands.addSubcommand(new ServeCommand(environment));
    commands.addSubcommand(new CallCommand(environment));
    commands.addSubcommand(new ToolsCommand(environment));
    commands.addSubcommand(new DoctorCommand(environment));
    commands.addSubcommand(new SyncCommand(environment).line());
    commands.addSubcommand(new RebuildCommand(environment));
    commands.addSubcommand(ExportCommand.line(environment));
    commands.addSubcommand(ImportCommand.line(environment));
    commands.addSubcommand(new OfflineCommand(environment).line());
    commands.addSubcommand(new PatternsCommand(environment).line());
    commands.addSubcommand(new TrainCommand(environment).line());
    commands.addSubcommand(new ReviewCommand(environment));
    commands.addSubcommand(new InsightCommand(environment).line());
    commands.addSubcommand(new WellbeingCommand(environment).line());
    commands.addSubcommand(new BackupCommand(environment));
    commands.addSubcommand(new RestoreCommand(environment));
    commands.addSubcommand(new TokenCommand(environment).line());
    commands.addSubcommand(new UserCommand(environment).line());
    commands.addSubcommand(new AccountCommand(environment).line());
    commands.addSubcommand(new PackCommand(environment).line());
    commands.addSubcommand(new PurgeCommand(environment));
    commands.addSubcommand(new ConfigCommand(environment));
    commands.addSubcommand(new DbCommand(environment).line());
    commands.setExecutionExceptionHandler((problem, command, parsed) -> answer(problem, command));
    commands.setParameterExceptionHandler((wrong, parsed) -> answer(wrong));
    forEach(commands, Cli::describe);
    return commands;
  }

  @Override
  public Integer call() {
    Config config = options.config(environment);
    System.setErr(LogFile.beside(System.err, config.home()));
    Stdio.run(config, System.in);
    return 0;
  }

  private static int answer(Exception problem, CommandLine command) {
    PrintWriter err = command.getErr();
    if (problem instanceof ConfigProblem config) {
      err.println("atlas: " + config.sentence());
      return USAGE;
    }
    if (problem instanceof Refusal refusal) {
      err.println("atlas: " + refusal.kind().word() + ": " + Outside.text(refusal.sentence()));
      return refusal.kind() == Refusal.Kind.INVALID ? USAGE : FAILED;
    }
    LoggerFactory.getLogger(Cli.class)
        .error("{} failed: {}", command.getCommandName(), Fault.of(problem));
    err.println("atlas: this failed, and it should not have; the lines above say why.");
    return FAILED;
  }

  /** What is wrong and how it is called; all of the help would scroll that away. */
  private static int answer(CommandLine.ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("atlas: " + Outside.text(String.valueOf(wrong.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.print("Usage: " + command.getHelp().abbreviatedSynopsis());
    err.println(command.getCommandSpec().qualifiedName() + " --help tells more.");
    return USAGE;
  }

  private static void describe(CommandLine command) {
    command.setUsageHelpAutoWidth(true);
    var footer = new ArrayList<String>();
    footer.add("");
    footer.add("Environment (a flag goes before it; a secret may also come from NAME_FILE):");
    for (Setting setting : Setting.values()) {
      footer.add("  " + setting.variable() + (setting.secret() ? " (secret)" : ""));
      wrap(setting.meaning(), footer);
      wrap("Default: " + setting.byDefault(), footer);
    }
    footer.add("");
    footer.add("Exit codes: 0 well, 1 failed, 2 wrongly called or configured, 5 a tool refused.");
    command.getCommandSpec().usageMessage().footer(footer.toArray(String[]::new));
  }

  /** Adds the text in lines of its own, which picocli would break inside of words. */
  private static void wrap(String text, List<String> lines) {
    var line = new StringBuilder(INDENT);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(INDENT);
      }
      line.append(word.replace("%", "%%")).append(' ');
    }
    lines.add(line.toString().stripTrailing());
  }

  private static void forEach(
      CommandLine command, java.util.function.Consumer<CommandLine> action) {
    action.accept(command);
    command.getSubcommands().values().forEach(sub -> forEach(sub, action));
  }

  /** What --version prints. */
  static final class Versions implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"atlas " + Version.text()};
    }
  }
}
