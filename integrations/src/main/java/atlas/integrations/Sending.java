package atlas.integrations;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request on its way. */
final class Sending {
  private final Supplier<Duration> gate;
  private final boolean change;
  private final @Nullable Sink sink;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicBoolean begun = new AtomicBoolean();

  private Sending(Supplier<Duration> gate, boolean change, @Nullable Sink sink) {
    this.gate = gate;
    this.change = change;
    this.sink = sink;
  }

  /** One that changes nothing over there, so that it may be sent again. */
  static Sending question() {
    return new Sending(() -> Duration.ZERO, false, null);
  }

  /** One that changes something, so that it goes out once, when the gate says zero. */
  static Sending change(Supplier<Duration> gate) {
    return new Sending(gate, true, null);
  }

  /** One whose answer goes into the sink. */
  static Sending download(Sink sink) {
    return new Sending(() -> Duration.ZERO, false, sink);
  }

  Duration gate() {
    return gate.get();
  }

  boolean isChange() {
    return change;
  }

  @Nullable Sink sink() {
    return sink;
  }

  void begin() {
    begun.set(true);
  }

  /** Whether the other side may have heard of it. */
  boolean hasBegun() {
    return begun.get();
  }

  void cancel() {
    cancelled.set(true);
  }

  boolean isCancelled() {
    return cancelled.get();
  }
}
