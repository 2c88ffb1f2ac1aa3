package atlas.server.http;

import atlas.server.wire.Incoming;
import atlas.server.wire.ParamsShape;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads what clients send: a body holds one message, and what is wrong with it is a 400. */
final class Messages {
  private final McpJsonMapper json;
  private final ParamsShape params;

  Messages(McpJsonMapper json) {
    this.json = json;
    this.params = new ParamsShape(json);
  }

  /** The one message in the body. */
  JSONRPCMessage read(byte[] body) {
    Incoming incoming = Incoming.read(json, new String(body, StandardCharsets.UTF_8));
    if (incoming instanceof Incoming.Message read) return read.message();
    if (incoming instanceof Incoming.Refused refused) {
      throw new Problem(400, refused.error().code(), refused.error().message())
          .answering(refused.id());
    }
    throw new Problem(
        400, Problem.INVALID_REQUEST, "The message is no request, notification or response.");
  }

  /** What is wrong with the parameters, before the SDK fails on them in its own words. */
  Optional<JSONRPCError> refuse(JSONRPCRequest request) {
    return params.refuse(request);
  }
}
