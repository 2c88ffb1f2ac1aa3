package atlas.server.stdio;

import atlas.server.wire.InFlight;
import atlas.server.wire.Outgoing;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpServerTransport;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The way out: every message that the server sends passes here. */
final class StdioTransport implements McpServerTransport {
  private final McpJsonMapper mapper;
  private final InFlight inFlight;
  private final LineWriter writer;
  private final Outgoing outgoing;
  private final Runnable onInitializeAnswered;
  private final AtomicBoolean initialized = new AtomicBoolean();

  StdioTransport(
      McpJsonMapper mapper, InFlight inFlight, LineWriter writer, Runnable onInitializeAnswered) {
    this.mapper = mapper;
    this.inFlight = inFlight;
    this.writer = writer;
    this.outgoing = new Outgoing(mapper);
    this.onInitializeAnswered = onInitializeAnswered;
  }

  /** Whether an initialization was answered, and not with an error. */
  boolean initialized() {
    return initialized.get();
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromCallable(
        () -> {
          if (message instanceof JSONRPCResponse response) {
            // Not in flight any more: it was cancelled, and a cancelled request has no answer.
            inFlight.find(response.id()).ifPresent(call -> answer(call, response));
          } else {
            var unused = writer.write(outgoing.line(message));
          }
          return null;
        });
  }

  /** Answers a call, unless it was answered or cancelled before. */
  void answer(InFlight.Call call, JSONRPCResponse response) {
    inFlight.answer(call, () -> write(call, outgoing.plain(response, call.method())));
  }

  /** Answers a call with an error that we made ourselves. */
  void answer(InFlight.Call call, JSONRPCError error) {
    inFlight.answer(call, () -> refuse(call.id(), error));
  }

  /** Answers a call whose handler broke; the log has the reference. */
  void fail(InFlight.Call call, String sentence) {
    inFlight.answer(call, () -> refuseFailed(call, sentence));
  }

  /** Answers what is no call of a handler: a line that could not be read, a second use of an id. */
  void refuse(@Nullable Object id, JSONRPCError error) {
    try {
      var unused = writer.write(outgoing.line(id, error));
    } catch (IOException impossible) {
      throw new IllegalStateException(
          "A number, a string and a sentence can be written", impossible);
    }
  }

  private void write(InFlight.Call call, JSONRPCResponse response) {
    byte[] line;
    try {
      line = outgoing.line(response);
    } catch (IOException | RuntimeException | StackOverflowError unserialisable) {
      refuseFailed(call, "The result could not be written as JSON.");
      return;
    }
    boolean first =
        call.method().equals(McpSchema.METHOD_INITIALIZE)
            && response.error() == null
            && initialized.compareAndSet(false, true);
    var written = writer.write(line);
    if (first) {
      var unused = written.thenAccept(this::afterInitialize);
    }
  }

  private void afterInitialize(boolean written) {
    if (!written) return;
    // On a thread of its own, for it is the writer that calls.
    var thread = new Thread(onInitializeAnswered, "after-initialize");
    thread.setDaemon(true);
    thread.start();
  }

  private void refuseFailed(InFlight.Call call, String sentence) {
    refuse(call.id(), outgoing.failure(sentence, call.id(), call.method()));
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return mapper.convertValue(data, type);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty();
  }
}
