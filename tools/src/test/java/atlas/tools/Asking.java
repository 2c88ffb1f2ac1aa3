package atlas.tools;

import atlas.tools.memory.GetTimeline;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Calls as the SDK makes them, and tools made up for a test. */
final class Asking {
  private Asking() {}

  /** The answer when it comes, as the SDK asks for it. */
  @SuppressWarnings("NullAway") // Nothing here asks the exchange.
  static Mono<CallToolResult> answer(
      McpTools mcp, Tool<?, ?> tool, Map<String, @Nullable Object> arguments) {
    return mcp.specification(tool)
        .callHandler()
        .apply(null, CallToolRequest.builder(tool.name()).arguments(arguments).build());
  }

  /** The answer. */
  static CallToolResult await(
      McpTools mcp, Tool<?, ?> tool, Map<String, @Nullable Object> arguments) {
    return Optional.ofNullable(answer(mcp, tool, arguments).block(Duration.ofSeconds(10)))
        .orElseThrow();
  }

  /** A tool that looks like get_timeline and does what the handler does. */
  static Tool<GetTimeline.Input, GetTimeline.Output> reading(
      Tool.Handler<GetTimeline.Input, GetTimeline.Output> handler) {
    return Tool.of(
        Toolset.memory,
        "get_timeline",
        "t",
        "d",
        Effect.READS,
        GetTimeline.Input.class,
        GetTimeline.Output.class,
        handler);
  }
}
