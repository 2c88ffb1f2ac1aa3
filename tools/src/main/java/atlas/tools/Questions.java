package atlas.tools;

import atlas.core.Outside;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.tools.ResourceKind.Names;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult.CompleteCompletion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What clients ask besides tools, which is done where tools are done and refused with the errors
 * that the protocol has for it.
 */
final class Questions {
  private static final Logger log = LoggerFactory.getLogger(Questions.class);

  /** The code for a "no" that is neither a wrong name nor a failure; the data says which. */
  private static final int REFUSED = -32000;

  private static final int MOST_COMPLETIONS = 100;
  private static final int LONGEST = 400;

  private final Work work;
  private final Function<McpAsyncServerExchange, Caller> callers;
  private final int missing;

  /**
   * @param callers who asks; asked on a thread of its own, so it may wait for the database
   * @param missing the code for something that is not there
   */
  Questions(Work work, Function<McpAsyncServerExchange, Caller> callers, int missing) {
    this.work = work;
    this.callers = callers;
    this.missing = missing;
  }

  /**
   * The answer when it comes.
   *
   * @param about what an error says it is about: a kind of thing, and which
   */
  <T> Mono<T> answer(
      McpAsyncServerExchange exchange, Map.Entry<String, String> about, Function<Caller, T> asked) {
    return Mono.defer(
        () ->
            answer(
                call -> work.begun(exchange, call), () -> callers.apply(exchange), about, asked));
  }

  /** The same for a caller whom the SDK knows nothing of. */
  <T> Mono<T> answer(
      Function<Call, Call.Registration> begun,
      Supplier<Caller> caller,
      Map.Entry<String, String> about,
      Function<Caller, T> asked) {
    return Mono.defer(
            () -> {
              Call call = Call.plain();
              return work.<Mono<T>>run(
                  begun,
                  call,
                  () -> answered(call, caller, about, asked),
                  refusal -> Mono.error(error(refusal, about)));
            })
        .flatMap(Function.identity());
  }

  private <T> Mono<T> answered(
      Call call,
      Supplier<Caller> callers,
      Map.Entry<String, String> about,
      Function<Caller, T> asked) {
    try {
      if (call.cancelled()) throw work.tooLong();
      Caller caller = callers.get().in(call);
      if (!caller.may(Scope.READ)) {
        throw Refusal.forbidden(
            "This token may not read; make one with: atlas token create --scope read");
      }
      return Mono.just(asked.apply(caller));
    } catch (Refusal refusal) {
      return Mono.error(error(refusal, about));
    } catch (CancellationException cancelled) {
      return Mono.error(error(work.tooLong(), about));
    } catch (RuntimeException | Error bug) {
      log.error("A {} can't be given: {}", about.getKey(), Fault.of(bug));
      return Mono.error(
          McpError.builder(McpSchema.ErrorCodes.INTERNAL_ERROR)
              .message("The server failed; its log says why.")
              .build());
    }
  }

  /** What begins so, at most a hundred. */
  static CompleteResult complete(Names names, Caller caller, String prefix) {
    if (prefix.length() > LONGEST) return new CompleteResult(completion(List.of(), false));
    List<String> found = names.beginning(caller, prefix.strip(), MOST_COMPLETIONS + 1);
    boolean more = found.size() > MOST_COMPLETIONS;
    return new CompleteResult(completion(more ? found.subList(0, MOST_COMPLETIONS) : found, more));
  }

  private static CompleteCompletion completion(List<String> values, boolean more) {
    return new CompleteCompletion(List.copyOf(values), more ? null : values.size(), more);
  }

  private McpError error(Refusal refusal, Map.Entry<String, String> about) {
    int code =
        switch (refusal.kind()) {
          case NOT_FOUND -> missing;
          case INVALID -> McpSchema.ErrorCodes.INVALID_PARAMS;
          case CONFLICT, FORBIDDEN, UNAVAILABLE -> REFUSED;
        };
    String which = about.getValue();
    var data = new HashMap<String, Object>();
    data.put(about.getKey(), which.length() > LONGEST ? which.substring(0, LONGEST) : which);
    data.put("code", refusal.kind().word());
    if (!refusal.details().isEmpty()) {
      data.put("details", Outside.data(refusal.details(), Outside::text));
    }
    return McpError.builder(code).message(Outside.text(refusal.sentence())).data(data).build();
  }
}
