package atlas.server.cli;

import atlas.server.Serving;
import atlas.server.config.LogFile;
import atlas.server.config.Setting;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
    var config = config(flags);
    System.setErr(LogFile.beside(System.err, config.home()));
    var serving = new Serving(config);
    // Ctrl-C and a service manager's stop: calls under way are answered, the database is left well.
    Runtime.getRuntime().addShutdownHook(new Thread(serving::close, "atlas-stopping"));
    serving.start();
    err().println("ATLAS serves MCP at " + serving.uri());
    err().flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
