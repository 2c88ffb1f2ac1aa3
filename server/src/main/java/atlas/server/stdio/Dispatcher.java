package atlas.server.stdio;

import atlas.model.Fault;
import atlas.server.wire.Gate;
import atlas.server.wire.InFlight;
import atlas.server.wire.Incoming;
import atlas.server.wire.ParamsShape;
import atlas.server.wire.Subscriptions;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpServerSession;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The way in: gives each message to the SDK's session, and answers itself what the session answers
 * badly or never. Used by one thread, the reader, and never waits for a handler.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final String CANCELLED = "notifications/cancelled";

  /** Where Reactor looks for what to do with an error that comes after a cancellation. */
  private static final String DROPPED_ERRORS = "reactor.onErrorDropped.local";

  /** What a client may ask once it has initialized; anything else is unknown at any time. */
  private static final Set<String> AFTER_INITIALIZE =
      Set.of(
          McpSchema.METHOD_TOOLS_LIST,
          McpSchema.METHOD_TOOLS_CALL,
          McpSchema.METHOD_RESOURCES_LIST,
          McpSchema.METHOD_RESOURCES_READ,
          McpSchema.METHOD_RESOURCES_TEMPLATES_LIST,
          McpSchema.METHOD_RESOURCES_SUBSCRIBE,
          McpSchema.METHOD_RESOURCES_UNSUBSCRIBE,
          McpSchema.METHOD_PROMPT_LIST,
          McpSchema.METHOD_PROMPT_GET,
          McpSchema.METHOD_COMPLETION_COMPLETE,
          McpSchema.METHOD_LOGGING_SET_LEVEL);

  private final McpJsonMapper mapper;
  private final McpServerSession session;
  private final StdioTransport transport;
  private final InFlight inFlight;
  private final Gate gate;
  private final ParamsShape shape;
  private final @Nullable Subscribing subscribing;
  private boolean ready;

  Dispatcher(
      McpJsonMapper mapper,
      McpServerSession session,
      StdioTransport transport,
      InFlight inFlight,
      Gate gate,
      @Nullable Subscribing subscribing) {
    this.mapper = mapper;
    this.session = session;
    this.transport = transport;
    this.inFlight = inFlight;
    this.gate = gate;
    this.shape = new ParamsShape(mapper);
    this.subscribing = subscribing;
  }

  /** Takes one line that the client sent. */
  void accept(FrameReader.Frame frame) {
    if (frame instanceof FrameReader.Frame.Unreadable unreadable) {
      transport.refuse(null, unreadable.error());
    } else if (frame instanceof FrameReader.Frame.Text line) {
      accept(Incoming.read(mapper, line.text()));
    }
  }

  private void accept(Incoming incoming) {
    if (incoming instanceof Incoming.Refused refused) {
      transport.refuse(refused.id(), refused.error());
    } else if (incoming instanceof Incoming.Message message) {
      if (message.message() instanceof JSONRPCRequest request) request(request);
      if (message.message() instanceof JSONRPCNotification notification) notified(notification);
      if (message.message() instanceof JSONRPCResponse response) beside(response);
    }
  }

  private void request(JSONRPCRequest request) {
    Optional<InFlight.Call> opened = inFlight.open(request);
    if (opened.isEmpty()) {
      transport.refuse(
          request.id(),
          new JSONRPCError(
              ErrorCodes.INVALID_REQUEST, "A request with this id is in flight; use another id."));
      return;
    }
    InFlight.Call call = opened.get();
    try {
      Optional<JSONRPCError> refusal = refusal(request);
      if (refusal.isPresent()) {
        transport.answer(call, refusal.get());
      } else if (request.method().equals(McpSchema.METHOD_PING)) {
        // The session would let it wait for the end of the initialization.
        transport.answer(call, JSONRPCResponse.result(request.id(), Map.of()));
      } else {
        handle(call, request);
      }
    } catch (RuntimeException | Error broken) {
      LOG.error("Request {} failed: {}", request.method(), Fault.of(broken));
      transport.fail(call, "The server failed.");
    }
  }

  private Optional<JSONRPCError> refusal(JSONRPCRequest request) {
    String method = request.method();
    if (!transport.initialized() && AFTER_INITIALIZE.contains(method)) {
      return Optional.of(
          new JSONRPCError(
              ErrorCodes.INVALID_REQUEST, "Send initialize first and wait for its answer."));
    }
    if (!transport.initialized()
        && !method.equals(McpSchema.METHOD_PING)
        && !method.equals(McpSchema.METHOD_INITIALIZE)) {
      // Clients ask for methods of other protocol versions to find out which one we speak.
      return Optional.of(
          new JSONRPCError(ErrorCodes.METHOD_NOT_FOUND, "This server has no such method."));
    }
    return shape.refuse(request).or(() -> gate.refuse(request));
  }

  private void handle(InFlight.Call call, JSONRPCRequest request) {
    // The session lets requests wait for notifications/initialized, for ever if need be. A client
    // that has its answer to initialize and sends a request has said as much.
    if (!request.method().equals(McpSchema.METHOD_INITIALIZE)) ready();
    if (subscribing != null && Subscriptions.concerns(request)) {
      call.runs(
          subscribing
              .answer(request)
              .subscribe(
                  response -> transport.answer(call, response),
                  error -> failed(call, request, error)));
      return;
    }
    call.runs(
        session
            .handle(request)
            .contextWrite(context -> context.put(DROPPED_ERRORS, dropped(request.method())))
            .subscribe(
                nothing -> {},
                error -> failed(call, request, error),
                () -> transport.fail(call, "The server had no answer to this.")));
  }

  private void failed(InFlight.Call call, JSONRPCRequest request, Throwable error) {
    LOG.error("Request {} failed: {}", request.method(), Fault.of(error));
    transport.fail(call, "The server failed.");
  }

  /** An error after the call was cancelled concerns nobody. */
  private static Consumer<Throwable> dropped(String method) {
    return error ->
        LOG.debug("Request {} failed after it was cancelled: {}", method, Fault.of(error));
  }

  private void notified(JSONRPCNotification notification) {
    if (notification.method().equals(CANCELLED)) {
      if (notification.params() instanceof Map<?, ?> params && params.get("requestId") != null) {
        inFlight.cancel(params.get("requestId"));
      }
    } else if (!transport.initialized()) {
      LOG.debug("A notification before initialize was left out");
    } else if (notification.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED)) {
      ready();
    } else {
      ready();
      beside(notification);
    }
  }

  /** Tells the session that the client is initialized, once, before the next message is read. */
  private void ready() {
    if (ready) return;
    ready = true;
    subscribe(session.handle(new JSONRPCNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED)));
  }

  /** Not on the reader: what waits for a response goes on in the thread that brings it. */
  private void beside(JSONRPCMessage message) {
    subscribe(session.handle(message).subscribeOn(Schedulers.boundedElastic()));
  }

  private static void subscribe(Mono<Void> handling) {
    var unused = handling.subscribe(nothing -> {}, Dispatcher::handlerFailed);
  }

  private static void handlerFailed(Throwable error) {
    LOG.warn("A notification's handler failed: {}", Fault.of(error));
  }
}
