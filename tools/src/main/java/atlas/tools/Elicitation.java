package atlas.tools;

import atlas.model.Call;
import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.tools.AsksPerson.Question;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Asks the person through their client. They may take minutes, so no thread waits for them. */
final class Elicitation {
  private static final Logger log = LoggerFactory.getLogger(Elicitation.class);

  private Elicitation() {}

  /** Whether the client says that it shows forms; one that names no kind means those. */
  static boolean possible(@Nullable McpAsyncServerExchange exchange) {
    @Nullable ClientCapabilities client =
        exchange == null ? null : exchange.getClientCapabilities();
    if (client == null || client.elicitation() == null) return false;
    return client.elicitation().form() != null || client.elicitation().url() == null;
  }

  /**
   * What the person filled in; nothing where they would rather not.
   *
   * @param call which the client may cancel meanwhile
   */
  static Mono<Optional<Map<String, Object>>> ask(
      McpAsyncServerExchange exchange, Call call, Question<?> question) {
    Mono<ElicitResult> answer =
        exchange.createElicitation(
            ElicitFormRequest.builder(question.message(), question.schema()).build());
    return Mono.firstWithSignal(answer, cancelled(call))
        .map(Elicitation::filledIn)
        .onErrorMap(failure -> !(failure instanceof CancellationException), Elicitation::unasked);
  }

  private static Optional<Map<String, Object>> filledIn(ElicitResult answer) {
    return answer.action() == ElicitResult.Action.ACCEPT && answer.content() != null
        ? Optional.of(answer.content())
        : Optional.empty();
  }

  private static Mono<ElicitResult> cancelled(Call call) {
    return Mono.create(
        sink -> {
          Call.Registration registration =
              call.onCancel(() -> sink.error(new CancellationException("by the client")));
          sink.onDispose(registration::close);
        });
  }

  private static Refusal unasked(Throwable failure) {
    log.info("The person could not be asked: {}", Fault.of(failure));
    return Refusal.unavailable(
        "The person did not answer, or the client did not ask them; call again when they are"
            + " there.");
  }
}
