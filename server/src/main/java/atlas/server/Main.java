package atlas.server;

import atlas.server.cli.Cli;
import atlas.server.config.Config;
import atlas.server.config.ConfigProblem;
import atlas.server.config.LogFile;
import java.io.InputStream;
import java.util.Map;

/** Where the process begins: without arguments the stdio server, else the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    System.setProperty(
        "org.slf4j.simpleLogger.defaultLogLevel",
        environment.getOrDefault("ATLAS_LOG_LEVEL", "warn"));
    // Named, since a search for it would open every jar.
    System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
    // A client waits for the stdio server: the command line's parser need not be loaded for it.
    System.exit(
        arguments.length == 0 ? stdio(environment, System.in) : Cli.run(arguments, environment));
  }

  static int stdio(Map<String, String> environment, InputStream in) {
    try {
      Config config = Config.of(Map.of(), environment, System::getProperty);
      System.setErr(LogFile.beside(System.err, config.home()));
      Stdio.run(config, in);
      return 0;
    } catch (ConfigProblem problem) {
      System.err.println("atlas: " + problem.sentence());
      return 2;
    }
  }
}
