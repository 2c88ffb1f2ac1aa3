package atlas.server.stdio;

import atlas.model.Caller;
import atlas.model.Fault;
import atlas.server.wire.Gate;
import atlas.server.wire.InFlight;
import atlas.server.wire.Subscriptions;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * MCP over standard input and output. In place of the SDK's, which ends at the first bad line,
 * loses answers at the end of the input and can't cancel. Reading starts when a server is built on
 * it; all its threads are daemons, so the process ends when its main thread does.
 */
public final class StdioTransportProvider implements McpServerTransportProvider {
  private static final Logger LOG = LoggerFactory.getLogger(StdioTransportProvider.class);
  private static final int MAX_LINE_BYTES = 16 << 20;
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofMillis(400);
  private static final JSONRPCError LATE =
      new JSONRPCError(
          ErrorCodes.INTERNAL_ERROR,
          "The input ended, and the call had not finished 5 seconds later; it was stopped.");

  private final McpJsonMapper mapper;
  private final FrameReader frames;
  private final Gate gate;
  private final InFlight inFlight = new InFlight();
  private final LineWriter writer;
  private final StdioTransport transport;
  private final @Nullable Subscriptions subscriptions;
  private final Supplier<Caller> caller;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long endedAtNanos;
  private volatile CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);
  private volatile @Nullable McpServerSession session;

  /** A transport for one client, which leaves subscriptions to the SDK. */
  public StdioTransportProvider(
      McpJsonMapper mapper,
      InputStream in,
      OutputStream out,
      Gate gate,
      Runnable onInitializeAnswered) {
    this(mapper, in, out, gate, onInitializeAnswered, null, Caller::nobody);
  }

  /**
   * A transport for one client.
   *
   * @param out taken with {@link ProtocolStdout#take}
   * @param onInitializeAnswered run once, beside the rest, when the client has been answered
   * @param caller who subscribes
   */
  public StdioTransportProvider(
      McpJsonMapper mapper,
      InputStream in,
      OutputStream out,
      Gate gate,
      Runnable onInitializeAnswered,
      @Nullable Subscriptions subscriptions,
      Supplier<Caller> caller) {
    this.subscriptions = subscriptions;
    this.caller = caller;
    this.mapper = mapper;
    this.frames = new FrameReader(in, MAX_LINE_BYTES);
    this.gate = gate;
    this.writer = new LineWriter(out, this::clientGone);
    this.transport = new StdioTransport(mapper, inFlight, writer, onInitializeAnswered);
  }

  @Override
  public void setSessionFactory(McpServerSession.Factory factory) {
    McpServerSession created = factory.create(transport);
    session = created;
    var dispatcher =
        new Dispatcher(mapper, created, transport, inFlight, gate, subscribing(created));
    writer.start();
    var reader = new Thread(() -> read(dispatcher), "stdio-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Waits until the input has ended and every accepted request was answered, at most 5 seconds from
   * the end; what runs then is stopped, and its client told so. Also returns when the client reads
   * no more.
   */
  public void awaitEnd() {
    try {
      ended.await();
      var late = new ArrayList<CompletableFuture<Void>>();
      Duration passed = Duration.ofNanos(System.nanoTime() - endedAtNanos);
      if (!inFlight.awaitNone(DRAIN.minus(passed))) {
        for (InFlight.Call call : inFlight.waiting()) {
          transport.answer(call, LATE);
          late.add(call.stop());
        }
      }
      writer.awaitWritten(LAST_WORDS);
      late.add(stopping);
      CompletableFuture.allOf(late.toArray(CompletableFuture[]::new))
          .get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException stillRunning) {
      LOG.debug("A call did not stop in time: {}", Fault.of(stillRunning));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Mono<Void> notifyClients(String method, Object params) {
    return Mono.defer(
        () -> {
          McpServerSession current = session;
          // Nothing may be sent to a client that has not initialized.
          return current == null || !transport.initialized()
              ? Mono.empty()
              : current.sendNotification(method, params);
        });
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::end);
  }

  @Override
  public List<String> protocolVersions() {
    return List.of(
        ProtocolVersions.MCP_2024_11_05,
        ProtocolVersions.MCP_2025_03_26,
        ProtocolVersions.MCP_2025_06_18,
        ProtocolVersions.MCP_2025_11_25);
  }

  private @Nullable Subscribing subscribing(McpServerSession created) {
    if (subscriptions == null) return null;
    return new Subscribing(
        subscriptions,
        new Subscriptions.Client(
            created.getId(),
            caller,
            // A cancelled request is stopped by dropping its subscription.
            call -> () -> {},
            uri ->
                created.sendNotification(
                    McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED, Map.of("uri", uri))));
  }

  private void read(Dispatcher dispatcher) {
    try {
      FrameReader.Frame frame = frames.next();
      while (frame != null && ended.getCount() > 0) {
        accept(dispatcher, frame);
        frame = frames.next();
      }
    } catch (IOException closed) {
      LOG.debug("The input can't be read any more: {}", Fault.of(closed));
    } finally {
      end();
    }
  }

  private static void accept(Dispatcher dispatcher, FrameReader.Frame frame) {
    try {
      dispatcher.accept(frame);
    } catch (RuntimeException | Error broken) {
      // Whatever one message did, the next one is read.
      LOG.error("A message could not be handled: {}", Fault.of(broken));
    }
  }

  private void clientGone() {
    stopping = inFlight.close();
    end();
  }

  private synchronized void end() {
    if (ended.getCount() == 0) return;
    endedAtNanos = System.nanoTime();
    ended.countDown();
  }
}
