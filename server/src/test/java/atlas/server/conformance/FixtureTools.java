package atlas.server.conformance;

import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tools that the suite calls, by the names that it calls them. */
final class FixtureTools {
  private static final Duration BETWEEN = Duration.ofMillis(50);
  private static final Map<String, Object> NO_ARGUMENTS =
      Map.of("type", "object", "additionalProperties", false);

  private FixtureTools() {}

  static List<String> names() {
    return specifications().stream().map(tool -> tool.tool().name()).toList();
  }

  static List<AsyncToolSpecification> specifications() {
    return List.of(
        gives("test_simple_text", text("This is a simple text response for testing.")),
        gives("test_image_content", Samples.image()),
        gives("test_audio_content", Samples.audio()),
        gives(
            "test_embedded_resource",
            Samples.embedded(
                "test://embedded-resource", "text/plain", "This is an embedded resource content.")),
        gives(
            "test_multiple_content_types",
            text("Multiple content types test:"),
            Samples.image(),
            Samples.embedded(
                "test://mixed-content-resource",
                "application/json",
                "{\"test\":\"data\",\"value\":123}")),
        tool("test_error_handling", NO_ARGUMENTS, (exchange, request) -> Mono.just(failure())),
        tool("test_tool_with_logging", NO_ARGUMENTS, (exchange, request) -> logs(exchange)),
        tool("test_tool_with_progress", NO_ARGUMENTS, FixtureTools::progresses),
        tool("test_sampling", one("prompt"), FixtureTools::samples),
        tool(
            "test_elicitation",
            one("message"),
            (exchange, request) ->
                elicits(
                    exchange,
                    String.valueOf(request.arguments().get("message")),
                    FixtureSchemas.contact())),
        tool(
            "test_elicitation_sep1034_defaults",
            NO_ARGUMENTS,
            (exchange, request) ->
                elicits(exchange, "Please check these defaults", FixtureSchemas.defaults())),
        tool(
            "test_elicitation_sep1330_enums",
            NO_ARGUMENTS,
            (exchange, request) -> elicits(exchange, "Please choose", FixtureSchemas.choices())),
        tool(
            "json_schema_2020_12_tool",
            FixtureSchemas.newest(),
            (exchange, request) -> Mono.just(result(text("called")))));
  }

  private static Mono<CallToolResult> logs(McpAsyncServerExchange exchange) {
    return Flux.just("Tool execution started", "Tool processing data", "Tool execution completed")
        .delayElements(BETWEEN)
        .concatMap(
            line ->
                exchange.loggingNotification(
                    LoggingMessageNotification.builder(LoggingLevel.INFO, line).build()))
        .then(Mono.just(result(text("logged"))));
  }

  private static Mono<CallToolResult> progresses(
      McpAsyncServerExchange exchange, CallToolRequest request) {
    Object token = request.progressToken();
    Flux<Void> notifications =
        token == null
            ? Flux.empty()
            : Flux.just(0d, 50d, 100d)
                .delayElements(BETWEEN)
                .concatMap(
                    done ->
                        exchange.progressNotification(
                            ProgressNotification.builder(token, done).total(100d).build()));
    return notifications.then(Mono.just(result(text("done"))));
  }

  private static Mono<CallToolResult> samples(
      McpAsyncServerExchange exchange, CallToolRequest request) {
    var asked =
        SamplingMessage.builder(Role.USER, text(String.valueOf(request.arguments().get("prompt"))))
            .build();
    return exchange
        .createMessage(CreateMessageRequest.builder(List.of(asked), 100).build())
        .map(
            answer ->
                result(
                    text(
                        "LLM response: "
                            + (answer.content() instanceof TextContent said ? said.text() : ""))));
  }

  private static Mono<CallToolResult> elicits(
      McpAsyncServerExchange exchange, String message, Map<String, Object> schema) {
    return exchange
        .createElicitation(ElicitFormRequest.builder(message, schema).build())
        .map(FixtureTools::completed);
  }

  private static CallToolResult completed(ElicitResult answer) {
    return result(
        text("Elicitation completed: action=" + answer.action() + ", content=" + answer.content()));
  }

  private static CallToolResult failure() {
    return CallToolResult.builder()
        .addTextContent("This tool intentionally returns an error for testing")
        .isError(true)
        .build();
  }

  private static AsyncToolSpecification gives(String name, Content... contents) {
    return tool(name, NO_ARGUMENTS, (exchange, request) -> Mono.just(result(contents)));
  }

  private static AsyncToolSpecification tool(
      String name,
      Map<String, Object> schema,
      BiFunction<McpAsyncServerExchange, CallToolRequest, Mono<CallToolResult>> handler) {
    return AsyncToolSpecification.builder()
        .tool(Tool.builder(name, schema).description("A tool for the conformance suite.").build())
        .callHandler(handler)
        .build();
  }

  private static Map<String, Object> one(String argument) {
    return Map.of(
        "type",
        "object",
        "properties",
        Map.of(argument, Map.of("type", "string", "description", argument)),
        "required",
        List.of(argument));
  }

  private static CallToolResult result(Content... contents) {
    return CallToolResult.builder().content(List.of(contents)).build();
  }

  private static TextContent text(String text) {
    return TextContent.builder(text).build();
  }
}
