package atlas.server.conformance;

import atlas.server.wire.Subscriptions;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Subscriptions to the suite's own resources, of which none ever changes. */
final class FixtureSubscriptions implements Subscriptions {
  @Override
  public Mono<JSONRPCResponse> answer(JSONRPCRequest request, Client client) {
    Object uri = ((Map<?, ?>) request.params()).get("uri");
    boolean known =
        FixtureResources.resources().stream()
            .anyMatch(resource -> resource.resource().uri().equals(uri));
    return Mono.just(
        known
            ? JSONRPCResponse.result(request.id(), Map.of())
            : JSONRPCResponse.error(
                request.id(),
                new JSONRPCError(
                    McpSchema.ErrorCodes.RESOURCE_NOT_FOUND, "There is no such resource.", null)));
  }

  @Override
  public void listens(String session) {}

  @Override
  public void ended(String session) {}
}
