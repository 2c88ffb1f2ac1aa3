package atlas.server.http;

import atlas.server.wire.Outgoing;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.io.IOException;

/** Makes the bytes that clients get: lists in one order, and no failure told in its own words. */
final class Answers {
  private final McpJsonMapper json;

  Answers(McpJsonMapper json) {
    this.json = json;
  }

  /** The message as JSON; a result that cannot be written becomes an error that can. */
  String text(JSONRPCMessage message) throws IOException {
    if (!(message instanceof JSONRPCResponse response)) return json.writeValueAsString(message);
    try {
      return json.writeValueAsString(polish(response));
    } catch (IOException | RuntimeException unwritable) {
      return json.writeValueAsString(internal(response.id(), Visit.failed(unwritable)));
    }
  }

  static JSONRPCResponse internal(Object id, String sentence) {
    return JSONRPCResponse.error(
        id, new JSONRPCResponse.JSONRPCError(Problem.INTERNAL_ERROR, sentence, null));
  }

  private static JSONRPCResponse polish(JSONRPCResponse response) {
    if (response.error() != null) {
      // The SDK puts the message of whatever was thrown here: it may name hosts or hold SQL.
      return response.error().code() == Problem.INTERNAL_ERROR
          ? internal(response.id(), Visit.failed(response.id()))
          : response;
    }
    Object result = response.result();
    return result == null
        ? response
        : JSONRPCResponse.result(response.id(), Outgoing.sorted(result));
  }
}
