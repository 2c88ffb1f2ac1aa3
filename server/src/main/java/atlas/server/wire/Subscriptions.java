package atlas.server.wire;

import atlas.model.Call;
import atlas.model.Caller;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * What clients want to hear of. Transports bring it here before the SDK, which tells everybody who
 * named an address, whosever the thing is that it stands for.
 */
public interface Subscriptions {
  /**
   * Who subscribes.
   *
   * @param session unique among all that this process serves
   * @param caller asked on a thread of its own, so it may wait for the database
   * @param begun told of the call, so that the client may cancel it
   * @param tell sends the notification of a change of that address; an error where the client does
   *     not listen now
   */
  record Client(
      String session,
      Supplier<Caller> caller,
      Function<Call, Call.Registration> begun,
      Function<String, Mono<Void>> tell) {}

  /** Whether a request is one for here. */
  static boolean concerns(JSONRPCRequest request) {
    return request.method().equals(McpSchema.METHOD_RESOURCES_SUBSCRIBE)
        || request.method().equals(McpSchema.METHOD_RESOURCES_UNSUBSCRIBE);
  }

  /**
   * Subscribes or unsubscribes; the request has an address. Never an error but an answer of one.
   */
  Mono<JSONRPCResponse> answer(JSONRPCRequest request, Client client);

  /** The client of that session listens again: what it missed is told now. */
  void listens(String session);

  /** That session is over. */
  void ended(String session);
}
