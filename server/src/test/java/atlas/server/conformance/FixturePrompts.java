package atlas.server.conformance;

import io.modelcontextprotocol.server.McpServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The prompts that the suite gets, and the completion of one's argument. */
final class FixturePrompts {
  private static final String WITH_ARGUMENTS = "test_prompt_with_arguments";

  private FixturePrompts() {}

  static List<AsyncPromptSpecification> specifications() {
    return List.of(
        prompt(
            "test_simple_prompt",
            List.of(),
            given -> List.of(text("This is a simple prompt for testing."))),
        prompt(
            WITH_ARGUMENTS,
            List.of("arg1", "arg2"),
            given ->
                List.of(
                    text(
                        "Prompt with arguments: arg1='%s', arg2='%s'"
                            .formatted(given.get("arg1"), given.get("arg2"))))),
        prompt(
            "test_prompt_with_embedded_resource",
            List.of("resourceUri"),
            given ->
                List.of(
                    Samples.embedded(
                        String.valueOf(given.get("resourceUri")),
                        "text/plain",
                        "Embedded resource content for testing."),
                    text("Please process the embedded resource above."))),
        prompt(
            "test_prompt_with_image",
            List.of(),
            given -> List.of(Samples.image(), text("Please analyze the image above."))));
  }

  static List<AsyncCompletionSpecification> completions() {
    return List.of(
        new AsyncCompletionSpecification(
            new PromptReference(WITH_ARGUMENTS),
            (exchange, request) -> Mono.just(complete(request.argument().value()))));
  }

  private static CompleteResult complete(String begun) {
    List<String> values =
        Arrays.asList("paris", "park", "party", "test1", "test2").stream()
            .filter(value -> value.startsWith(begun))
            .toList();
    return new CompleteResult(new CompleteResult.CompleteCompletion(values, values.size(), false));
  }

  private static AsyncPromptSpecification prompt(
      String name, List<String> arguments, Function<Map<String, Object>, List<Content>> contents) {
    var prompt =
        Prompt.builder(name)
            .description("A prompt for the conformance suite.")
            .arguments(
                arguments.stream()
                    .map(a -> PromptArgument.builder(a).description(a).required(true).build())
                    .toList())
            .build();
    return new AsyncPromptSpecification(
        prompt,
        (exchange, request) -> {
          Map<String, Object> given = request.arguments() == null ? Map.of() : request.arguments();
          return Mono.just(
              GetPromptResult.builder(
                      contents.apply(given).stream()
                          .map(content -> PromptMessage.builder(Role.USER, content).build())
                          .toList())
                  .build());
        });
  }

  private static Content text(String text) {
    return TextContent.builder(text).build();
  }
}
