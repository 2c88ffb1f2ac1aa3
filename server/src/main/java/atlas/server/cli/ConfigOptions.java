package atlas.server.cli;

import atlas.server.config.Config;
import atlas.server.config.Setting;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that every command takes; they go before the environment. */
final class ConfigOptions {
  @Option(names = "--home", paramLabel = "DIR", description = "Where ATLAS keeps its files.")
  @Nullable String home;

  @Option(names = "--user", paramLabel = "NAME", description = "Who you are.")
  @Nullable String user;

  @Option(names = "--project", paramLabel = "NAME", description = "The default project.")
  @Nullable String project;

  @Option(names = "--toolsets", paramLabel = "A,B", description = "Toolsets to offer.")
  @Nullable String toolsets;

  @Option(names = "--tools", paramLabel = "A,B", description = "Single tools to offer besides.")
  @Nullable String tools;

  @Option(names = "--read-only", description = "Write nothing.")
  boolean readOnly;

  /** The flags that were given. */
  Map<Setting, String> flags() {
    var flags = new EnumMap<Setting, String>(Setting.class);
    put(flags, Setting.HOME, home);
    put(flags, Setting.USER, user);
    put(flags, Setting.PROJECT, project);
    put(flags, Setting.TOOLSETS, toolsets);
    put(flags, Setting.TOOLS, tools);
    if (readOnly) flags.put(Setting.READ_ONLY, "true");
    return flags;
  }

  /** The configuration with these flags. */
  Config config(Map<String, String> environment) {
    return Config.of(flags(), environment, System::getProperty);
  }

  static void put(Map<Setting, String> flags, Setting setting, @Nullable String value) {
    if (value != null) flags.put(setting, value);
  }
}
