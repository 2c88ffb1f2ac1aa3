package atlas.server.cli;

import atlas.model.Json;
import atlas.server.Wiring;
import atlas.tools.Definitions;
import atlas.tools.Tool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What tools there are. */
@Command(name = "tools", description = "List the tools, and which of them are offered.")
final class ToolsCommand extends AtlasCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print the definitions that clients get.")
  boolean json;

  ToolsCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    try (Wiring wiring = wiring()) {
      List<Tool<?, ?>> offered = wiring.offered();
      if (json) {
        out()
            .println(
                Json.MAPPER.writeValueAsString(
                    offered.stream().<Object>map(Definitions::of).toList()));
        return 0;
      }
      for (Tool<?, ?> tool : wiring.catalog()) {
        out()
            .printf(
                "%-2s%-22s %-8s %-8s %s%n",
                offered.contains(tool) ? "*" : "",
                tool.name(),
                tool.toolset(),
                tool.effect().readOnly() ? "reads" : "writes",
                tool.title());
      }
      out().println();
      out().println("* offered; --toolsets and --tools choose others.");
      return 0;
    }
  }
}
