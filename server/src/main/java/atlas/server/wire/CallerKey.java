package atlas.server.wire;

import atlas.model.Caller;
import io.modelcontextprotocol.common.McpTransportContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a transport puts into the context of every request, and how a tool reads it. */
public final class CallerKey {
  /** The key of a {@code Supplier<Caller>}: who the request acts for. */
  public static final String CALLER = "atlas.caller";

  /** The key of the JSON-RPC request id, under which {@link Calls} finds the call. */
  public static final String REQUEST = "atlas.request";

  private CallerKey() {}

  /**
   * Who the request acts for. Asked for only when it is needed: the local user is not known before
   * the database is up, and a client may connect before that.
   */
  public static Caller caller(McpTransportContext context) {
    if (context.get(CALLER) instanceof Supplier<?> supplier
        && supplier.get() instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("The transport named no caller");
  }

  /** The id of the request, a string or a number; nothing for a notification. */
  public static @Nullable Object request(McpTransportContext context) {
    return context.get(REQUEST);
  }
}
