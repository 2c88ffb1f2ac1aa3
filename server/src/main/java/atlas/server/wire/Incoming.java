package atlas.server.wire;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent, read as far as it can be. The SDK's own reader throws on anything that is not
 * a good message; this one says what to answer.
 */
public sealed interface Incoming {
  /** A request, a notification or a response. */
  record Message(JSONRPCMessage message) implements Incoming {}

  /** No message: the error to answer with, and the id it is about, where one could be read. */
  record Refused(@Nullable Object id, JSONRPCError error) implements Incoming {}

  /** Nothing that may be answered: a response or a notification that makes no sense. */
  record Ignored() implements Incoming {}

  /** Reads one JSON text; never throws. */
  static Incoming read(McpJsonMapper mapper, String text) {
    Object json;
    try {
      json = mapper.readValue(text, Object.class);
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError notJson) {
      // Memory too: a text of the greatest length can make a tree many times its size, and what was
      // read of it is free again here.
      return refused(null, ErrorCodes.PARSE_ERROR, "This is not valid JSON.");
    }
    if (json instanceof List<?>) {
      return refused(
          null,
          ErrorCodes.INVALID_REQUEST,
          "This protocol has no batches; send each message by itself.");
    }
    if (!(json instanceof Map<?, ?> fields)) {
      return refused(null, ErrorCodes.INVALID_REQUEST, "A JSON-RPC message is a JSON object.");
    }
    return read(mapper, fields);
  }

  private static Incoming read(McpJsonMapper mapper, Map<?, ?> fields) {
    Object id = fields.get("id");
    Object readableId = id instanceof String || id instanceof Number ? id : null;
    Object method = fields.get("method");
    if (!McpSchema.JSONRPC_VERSION.equals(fields.get("jsonrpc"))) {
      return refused(
          readableId, ErrorCodes.INVALID_REQUEST, "A JSON-RPC message has \"jsonrpc\": \"2.0\".");
    }
    if (!fields.containsKey("method")
        && (fields.containsKey("result") || fields.containsKey("error"))) {
      return response(mapper, fields);
    }
    if (!(method instanceof String name)) {
      return refused(
          readableId, ErrorCodes.INVALID_REQUEST, "A request has a method, which is a string.");
    }
    Object params = fields.get("params");
    boolean goodParams = params == null || params instanceof Map<?, ?>;
    if (!fields.containsKey("id")) {
      return goodParams
          ? new Message(new McpSchema.JSONRPCNotification(name, params))
          : new Ignored();
    }
    if (!(id instanceof String || id instanceof Integer || id instanceof Long)) {
      return refused(
          readableId, ErrorCodes.INVALID_REQUEST, "The id of a request is a string or an integer.");
    }
    if (!goodParams) {
      return refused(id, ErrorCodes.INVALID_PARAMS, "params is a JSON object.");
    }
    return new Message(new McpSchema.JSONRPCRequest(name, id, params));
  }

  private static Incoming response(McpJsonMapper mapper, Map<?, ?> fields) {
    try {
      return new Message(mapper.convertValue(fields, McpSchema.JSONRPCResponse.class));
    } catch (RuntimeException malformed) {
      return new Ignored();
    }
  }

  private static Refused refused(@Nullable Object id, int code, String sentence) {
    return new Refused(id, new JSONRPCError(code, sentence));
  }
}
