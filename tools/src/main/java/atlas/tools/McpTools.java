package atlas.tools;

import atlas.core.Outside;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Days;
import atlas.model.Fault;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.model.Scope;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.util.RawValue;

/** Turns our tools into the SDK's. The one place where an exception becomes an answer. */
public final class McpTools {
  /** The argument that every writing tool takes besides its own. */
  static final String IDEMPOTENCY_KEY = "idempotency_key";

  private static final Logger log = LoggerFactory.getLogger(McpTools.class);
  private static final int MOST_BYTES = 48 * 1024;

  /** Who is told of a call under way, so that a client may cancel it. */
  @FunctionalInterface
  public interface InFlight {
    /** The call has begun; what comes back is closed when it is over. */
    Call.Registration begun(McpAsyncServerExchange exchange, Call call);
  }

  private final Work work;
  private final Function<McpAsyncServerExchange, Caller> callers;
  private final Function<Caller, Days> days;
  private final Map<String, Arguments> arguments = new ConcurrentHashMap<>();

  /** Those for people whose days are UTC's. */
  public McpTools(
      Calls calls, Function<McpAsyncServerExchange, Caller> callers, InFlight inFlight) {
    this(calls, callers, inFlight, caller -> Days.UTC);
  }

  /**
   * @param callers who calls; asked on a thread of its own, so it may wait for the database
   * @param days theirs, asked where a day is to be a time
   */
  public McpTools(
      Calls calls,
      Function<McpAsyncServerExchange, Caller> callers,
      InFlight inFlight,
      Function<Caller, Days> days) {
    this.days = days;
    this.work = new Work(calls, inFlight);
    this.callers = callers;
  }

  /** The tool as the SDK wants it. */
  public AsyncToolSpecification specification(Tool<?, ?> tool) {
    return new AsyncToolSpecification(
        Definitions.of(tool),
        (exchange, request) ->
            Mono.defer(
                () -> {
                  var call =
                      new Call(
                          once(tool, request.arguments()),
                          progress(exchange, request.progressToken()));
                  return answer(tool, exchange, call, request.arguments());
                }));
  }

  /** A call from within this process: the command line's. Never throws. */
  public CallToolResult call(
      Tool<?, ?> tool, Function<Call, Caller> caller, @Nullable Map<String, Object> given) {
    try {
      Map<String, Object> checked = checked(tool, given, () -> caller.apply(new Call(null)));
      return run(tool, caller.apply(new Call(once(tool, given))), checked);
    } catch (Refusal refusal) {
      return refused(refusal);
    } catch (RuntimeException | Error bug) {
      return failed(tool, bug);
    }
  }

  /** Tells the client how far its call is, if it gave a token for that. */
  private static Call.Progress progress(McpAsyncServerExchange exchange, @Nullable Object token) {
    if (token == null) return (done, total, sentence) -> {};
    return (done, total, sentence) -> {
      var unused =
          exchange
              .progressNotification(
                  new McpSchema.ProgressNotification(token, done, total, sentence))
              .subscribe(
                  nothing -> {}, gone -> log.debug("Progress was not told: {}", Fault.of(gone)));
    };
  }

  private <I extends Record, O extends Record> Mono<CallToolResult> answer(
      Tool<I, O> tool,
      McpAsyncServerExchange exchange,
      Call call,
      @Nullable Map<String, Object> given) {
    AsksPerson<I, O> asks = tool.asks();
    if (asks == null || !Elicitation.possible(exchange)) {
      // Here and not before: whoever reads the client's messages must not wait for it.
      return work(
          tool,
          exchange,
          call,
          () -> {
            Map<String, Object> checked = checked(tool, given, () -> caller(tool, exchange));
            return run(tool, caller(tool, exchange).in(call), checked);
          });
    }
    return work.<Mono<CallToolResult>>run(
            exchange,
            call,
            () -> guarded(tool, call, () -> asked(tool, asks, exchange, call, given), Mono::just),
            refusal -> Mono.just(refused(refusal)))
        .flatMap(Function.identity());
  }

  /** The question to the person, and what comes of their answer, in two pieces of work. */
  private <I extends Record, O extends Record> Mono<CallToolResult> asked(
      Tool<I, O> tool,
      AsksPerson<I, O> asks,
      McpAsyncServerExchange exchange,
      Call call,
      @Nullable Map<String, Object> given) {
    Map<String, Object> checked = checked(tool, given, () -> caller(tool, exchange));
    Caller caller = caller(tool, exchange).in(call);
    check(tool, caller);
    I input = Json.MAPPER.convertValue(checked, tool.input());
    AsksPerson.Question<O> question = asks.about(caller, input).orElse(null);
    if (question == null) return Mono.just(shown(tool.handler().call(caller, input)));
    Mono<Optional<Map<String, Object>>> answer =
        Mono.using(
            () -> work.begun(exchange, call),
            begun -> Elicitation.ask(exchange, call, question),
            Call.Registration::close);
    return answer
        .flatMap(
            filledIn ->
                work(
                    tool,
                    exchange,
                    call,
                    () -> {
                      Caller then = caller(tool, exchange).in(call);
                      check(tool, then);
                      return shown(
                          filledIn.isPresent()
                              ? question.then().apply(then, filledIn.get())
                              : question.declined());
                    }))
        .onErrorResume(Refusal.class, refusal -> Mono.just(refused(refusal)))
        .onErrorResume(
            CancellationException.class, cancelled -> Mono.just(refused(work.tooLong())));
  }

  private Mono<CallToolResult> work(
      Tool<?, ?> tool,
      McpAsyncServerExchange exchange,
      Call call,
      Supplier<CallToolResult> answer) {
    return work.run(
        exchange, call, () -> guarded(tool, call, answer, Function.identity()), McpTools::refused);
  }

  /** What the work makes, or the answer for what it throws. */
  private <T> T guarded(
      Tool<?, ?> tool, Call call, Supplier<T> made, Function<CallToolResult, T> instead) {
    try {
      if (call.cancelled()) return instead.apply(refused(work.tooLong()));
      return made.get();
    } catch (Refusal refusal) {
      return instead.apply(refused(refusal));
    } catch (CancellationException cancelled) {
      return instead.apply(refused(work.tooLong()));
    } catch (RuntimeException | Error bug) {
      return instead.apply(failed(tool, bug));
    }
  }

  private Caller caller(Tool<?, ?> tool, McpAsyncServerExchange exchange) {
    try {
      return callers.apply(exchange);
    } catch (Refusal unknown) {
      if (tool.needsUser()) throw unknown;
      return Caller.nobody();
    }
  }

  private <I extends Record, O extends Record> CallToolResult run(
      Tool<I, O> tool, Caller caller, Map<String, Object> checked) {
    check(tool, caller);
    I input = Json.MAPPER.convertValue(checked, tool.input());
    return shown(tool.handler().call(caller, input));
  }

  private static void check(Tool<?, ?> tool, Caller caller) {
    Scope needed = tool.effect().readOnly() ? Scope.READ : Scope.WRITE;
    if (tool.needsUser() && !caller.may(needed)) {
      throw Refusal.forbidden(
          "This token may not "
              + needed.word()
              + "; make one with: atlas token create --scope "
              + needed.word());
    }
  }

  private static CallToolResult shown(Record output) {
    String text = Json.MAPPER.writeValueAsString(output);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw Refusal.invalid(
          ("The answer would be %d KB and %d is the most: ask for less, by a smaller"
                  + " limit, fewer parts, or format concise.")
              .formatted(bytes / 1024, MOST_BYTES / 1024));
    }
    return CallToolResult.builder()
        .content(List.of(TextContent.builder(text).build()))
        // The same JSON again, written as it stands.
        .structuredContent(new RawValue(text))
        .isError(false)
        .build();
  }

  private Map<String, Object> checked(
      Tool<?, ?> tool, @Nullable Map<String, Object> given, Supplier<Caller> caller) {
    return arguments
        .computeIfAbsent(tool.name(), name -> new Arguments(Definitions.of(tool).inputSchema()))
        .check(given, () -> days.apply(caller.get()));
  }

  /** The idempotency key among the arguments, and what it is for: the tool and all the others. */
  private static Call.@Nullable Once once(Tool<?, ?> tool, @Nullable Map<String, Object> given) {
    if (given == null || !(given.get(IDEMPOTENCY_KEY) instanceof String key)) return null;
    // What models send for what they leave out, here as in every argument.
    if (key.isBlank()) return null;
    var arguments = new LinkedHashMap<>(given);
    arguments.remove(IDEMPOTENCY_KEY);
    arguments.values().removeIf(Objects::isNull);
    try {
      String whole = tool.name() + sorted(arguments);
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
      return new Call.Once(key, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static String sorted(Map<String, Object> arguments) {
    return Json.MAPPER
        .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsString(arguments);
  }

  private static CallToolResult refused(Refusal refusal) {
    var meta = new HashMap<String, Object>();
    meta.put("code", refusal.kind().word());
    if (!refusal.details().isEmpty()) {
      meta.put("details", Outside.data(refusal.details(), Outside::text));
    }
    // Names of others are in it, as they gave them.
    return error(refusal.kind().word() + ": " + Outside.text(refusal.sentence()), meta);
  }

  private static CallToolResult failed(Tool<?, ?> tool, Throwable bug) {
    String reference = "%08x".formatted(System.identityHashCode(bug));
    log.error("{} failed, reference {}: {}", tool.name(), reference, Fault.of(bug));
    return error(
        "internal: The server failed; its log says why. Reference " + reference + ".",
        Map.of("code", "internal", "reference", reference));
  }

  private static CallToolResult error(String text, Map<String, Object> meta) {
    return CallToolResult.builder()
        .content(List.of(TextContent.builder(text).build()))
        .isError(true)
        .meta(meta)
        .build();
  }
}
