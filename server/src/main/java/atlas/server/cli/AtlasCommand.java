package atlas.server.cli;

import atlas.server.Wiring;
import atlas.server.config.Config;
import atlas.server.config.JiraSettings;
import atlas.server.config.Setting;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: the flags, the environment and somewhere to print. */
abstract sealed class AtlasCommand
    permits AccountCommand.Add,
        AccountCommand.Listing,
        AccountCommand.Remove,
        AccountCommand.Webhook,
        BackupCommand,
        CallCommand,
        ConfigCommand,
        DbCommand.Init,
        DemoCommand,
        DoctorCommand,
        ExportCommand,
        ExportCommand.Calendar,
        ExportCommand.Events,
        ImportCommand,
        ImportCommand.Events,
        ImportScenariosCommand,
        InsightCommand.Listing,
        InsightCommand.Validate,
        OfflineCommand.Apply,
        PackCommand.Share,
        PackCommand.Listing,
        PackCommand.Show,
        PackCommand.Withdraw,
        PatternsCommand.Listing,
        PatternsCommand.Retire,
        PurgeCommand,
        RebuildCommand,
        RestoreCommand,
        ReviewCommand,
        ServeCommand,
        SyncCommand.GitLab,
        SyncCommand.Jira,
        TokenCommand.Create,
        TokenCommand.Listing,
        TokenCommand.Revoke,
        ToolsCommand,
        TrainCommand.Export,
        UserCommand.Add,
        WellbeingCommand.Allow,
        WellbeingCommand.Hide,
        WellbeingCommand.Listing {
  private final Map<String, String> environment;

  @Mixin ConfigOptions options = new ConfigOptions();

  @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
  boolean help;

  @Spec CommandSpec spec = CommandSpec.create();

  AtlasCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  Config config() {
    return config(Map.of());
  }

  /** The configuration with the flags before the command, those after it, and more. */
  Config config(Map<Setting, String> more) {
    var flags = new EnumMap<Setting, String>(Setting.class);
    if (spec.root().userObject() instanceof Cli whole) flags.putAll(whole.options.flags());
    flags.putAll(options.flags());
    flags.putAll(more);
    return Config.of(flags, environment, System::getProperty);
  }

  /** The Jira that the environment names, and whose it is: not of whom a flag acts for. */
  record Own(String userName, JiraSettings settings) {}

  Optional<Own> own() {
    Config environments = Config.of(Map.of(), environment, System::getProperty);
    return Optional.ofNullable(environments.jira())
        .map(settings -> new Own(environments.user(), settings));
  }

  /** Whose GitLab the environment names; nobody's where it names none. */
  Optional<String> ownGitLab() {
    Config environments = Config.of(Map.of(), environment, System::getProperty);
    return environments.gitLab() == null ? Optional.empty() : Optional.of(environments.user());
  }

  Wiring wiring() {
    return new Wiring(config());
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
