package atlas.server.http;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where the SDK sends what belongs to one request, or to the stream on which a client listens. */
final class Reply implements McpStreamableServerTransport {
  private final Outlet outlet;
  private final @Nullable Object request;
  private final @Nullable Running running;
  private final Answers answers;
  private final McpJsonMapper json;
  private final AtomicBoolean answered = new AtomicBoolean();

  Reply(
      Outlet outlet,
      @Nullable Object request,
      @Nullable Running running,
      Answers answers,
      McpJsonMapper json) {
    this.outlet = outlet;
    this.request = request;
    this.running = running;
    this.answers = answers;
    this.json = json;
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    return Mono.fromRunnable(() -> send(message));
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message, String messageId) {
    // No event ids: they promise that a stream can be resumed, and the SDK keeps nothing to do so.
    return sendMessage(message);
  }

  private void send(JSONRPCMessage message) {
    if (running != null && running.cancelled()) return;
    String text;
    try {
      text = answers.text(message);
    } catch (IOException unwritable) {
      Visit.failed(unwritable);
      return;
    }
    if (message instanceof JSONRPCResponse response && response.id().equals(request)) {
      answered.set(true);
      outlet.answer(text);
    } else {
      outlet.event("message", text);
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::close);
  }

  @Override
  public void close() {
    if (request != null && !answered.get()) {
      send(Answers.internal(request, "no answer came from the handler"));
    }
    outlet.end();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return json.convertValue(data, type);
  }
}
