package atlas.server.stdio;

import atlas.server.wire.Subscriptions;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import reactor.core.publisher.Mono;

/** The one client, and where it is kept what it wants to hear of. */
record Subscribing(Subscriptions subscriptions, Subscriptions.Client client) {
  Mono<JSONRPCResponse> answer(JSONRPCRequest request) {
    return subscriptions.answer(request, client);
  }
}
