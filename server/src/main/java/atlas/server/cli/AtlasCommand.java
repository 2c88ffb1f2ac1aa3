package atlas.server.cli;

import atlas.model.Refusal;
import atlas.server.Wiring;
import atlas.server.config.Config;
import atlas.server.config.JiraSettings;
import atlas.server.config.Setting;
import atlas.storage.embedded.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

  /** The day that an option names, if it was given; refuses what is none. */
  static @Nullable LocalDate day(String option, @Nullable String text) {
    if (text == null) return null;
    try {
      return LocalDate.parse(text.strip());
    } catch (DateTimeException notOne) {
      throw Refusal.invalid(option + " is a day: 2026-01-31.");
    }
  }

  /** Writes a file that only its owner may read, whole or not at all. */
  static void write(Path file, String text) {
    Path whole = file.toAbsolutePath();
    try {
      if (Files.exists(whole) && !Files.isRegularFile(whole)) {
        Files.writeString(whole, text);
        return;
      }
      Path folder = Objects.requireNonNull(whole.getParent());
      Path draft = Files.createTempFile(folder, ".atlas", ".draft", Folders.privateFile());
      try {
        Files.writeString(draft, text);
        Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw Refusal.invalid("The file can't be written: " + file);
    }
  }
}
