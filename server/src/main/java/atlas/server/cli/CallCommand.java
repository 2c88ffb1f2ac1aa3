package atlas.server.cli;

import atlas.model.Json;
import atlas.model.Refusal;
import atlas.server.Wiring;
import atlas.server.wire.Gate;
import atlas.tools.McpTools;
import atlas.tools.Tool;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;

/** One tool call from the terminal. */
@Command(
    name = "call",
    description = {
      "Call a tool from the terminal.",
      "Example: atlas call get_issue ticket_key=HBR-12 include:='[\"comments\"]'"
    })
final class CallCommand extends AtlasCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "TOOL", description = "The tool; atlas tools lists them.")
  String tool = "";

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description = "An argument: key=text, or key:=json.")
  @Nullable List<String> arguments;

  @Option(names = "--json", description = "Print the answer on one line, for machines.")
  boolean json;

  CallCommand(Map<String, String> environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    Map<String, Object> given = parse(arguments == null ? List.of() : arguments);
    try (Wiring wiring = wiring()) {
      Tool<?, ?> chosen =
          wiring.catalog().stream()
              .filter(t -> t.name().equals(tool))
              .findFirst()
              .orElseThrow(() -> unknown(wiring));
      var tools =
          new McpTools(
              wiring.calls(),
              exchange -> wiring.localCaller(),
              (exchange, c) -> () -> {},
              wiring::days);
      CallToolResult result = tools.call(chosen, call -> wiring.localCaller().in(call), given);
      if (Boolean.TRUE.equals(result.isError())) {
        err().println(text(result));
        return Cli.REFUSED;
      }
      String answer = text(result);
      out().println(json ? answer : Json.MAPPER.readTree(answer).toPrettyString());
      return 0;
    }
  }

  private Refusal unknown(Wiring wiring) {
    var names = wiring.catalog().stream().<String>map(Tool::name).toList();
    String near = new Gate(names).nearest(tool).orElse("atlas tools lists them.");
    return Refusal.invalid("There is no tool " + tool + ". " + near);
  }

  private static String text(CallToolResult result) {
    return result.content().get(0) instanceof TextContent text ? text.text() : "refused";
  }

  private static Map<String, Object> parse(List<String> arguments) {
    var given = new LinkedHashMap<String, Object>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      boolean raw = equals > 1 && argument.charAt(equals - 1) == ':';
      String key = equals < 1 ? "" : argument.substring(0, raw ? equals - 1 : equals);
      if (key.isEmpty()) {
        throw Refusal.invalid("An argument is key=text or key:=json; this is not: " + argument);
      }
      String value = argument.substring(equals + 1);
      try {
        given.put(key, raw ? Json.MAPPER.readValue(value, Object.class) : value);
      } catch (JacksonException notJson) {
        throw Refusal.invalid("What follows " + key + ":= is not JSON; quote it for the shell.");
      }
    }
    return given;
  }
}
