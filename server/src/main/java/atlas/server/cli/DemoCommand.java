package atlas.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job in front of your eyes. */
@Command(
    name = "demo",
    description = "Play the main job with a sample Jira, on a database that is thrown away.")
final class DemoCommand extends AtlasCommand implements Callable<Integer> {
  @Option(names = "--keep", description = "Leave the sample Jira running for your own client.")
  boolean keep;

  DemoCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    return atlas.server.demo.Demo.run(out(), keep);
  }
}
