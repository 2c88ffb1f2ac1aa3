package atlas.server.cli;

import atlas.server.config.Setting;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** ATLAS over HTTP. */
@Command(name = "serve", description = "Serve MCP over HTTP; prints its address on stderr.")
final class ServeCommand extends AtlasCommand implements Callable<Integer> {
  @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen.")
  @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "The port; 0 takes any.")
  @Nullable String port;

  @Option(names = "--no-sse", description = "Leave out the older HTTP+SSE endpoints.")
  boolean noSse;

  ServeCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    var flags = new EnumMap<Setting, String>(Setting.class);
    ConfigOptions.put(flags, Setting.HOST, host);
    ConfigOptions.put(flags, Setting.PORT, port);
    if (noSse) flags.put(Setting.SSE, "false");
    config(flags);
    return 0;
  }
}
