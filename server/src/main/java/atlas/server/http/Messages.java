package atlas.server.http;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what clients send: JSON, then JSON-RPC, then the parameters that MCP prescribes. */
final class Messages {
  private static final Map<String, Class<?>> PARAMS =
      Map.of(
          McpSchema.METHOD_INITIALIZE, McpSchema.InitializeRequest.class,
          McpSchema.METHOD_TOOLS_CALL, McpSchema.CallToolRequest.class,
          McpSchema.METHOD_RESOURCES_READ, McpSchema.ReadResourceRequest.class,
          McpSchema.METHOD_RESOURCES_SUBSCRIBE, McpSchema.SubscribeRequest.class,
          McpSchema.METHOD_RESOURCES_UNSUBSCRIBE, McpSchema.UnsubscribeRequest.class,
          McpSchema.METHOD_PROMPT_GET, McpSchema.GetPromptRequest.class,
          McpSchema.METHOD_COMPLETION_COMPLETE, McpSchema.CompleteRequest.class,
          McpSchema.METHOD_LOGGING_SET_LEVEL, McpSchema.SetLevelRequest.class);

  private static final Map<String, List<String>> TEXTS =
      Map.of(
          McpSchema.METHOD_INITIALIZE, List.of("protocolVersion"),
          McpSchema.METHOD_TOOLS_CALL, List.of("name"),
          McpSchema.METHOD_RESOURCES_READ, List.of("uri"),
          McpSchema.METHOD_RESOURCES_SUBSCRIBE, List.of("uri"),
          McpSchema.METHOD_RESOURCES_UNSUBSCRIBE, List.of("uri"),
          McpSchema.METHOD_PROMPT_GET, List.of("name"),
          McpSchema.METHOD_LOGGING_SET_LEVEL, List.of("level"));

  private final McpJsonMapper json;

  Messages(McpJsonMapper json) {
    this.json = json;
  }

  /** The one message in the body. */
  JSONRPCMessage read(byte[] body) {
    Object value;
    try {
      value = json.readValue(body, Object.class);
    } catch (IOException malformed) {
      throw new Problem(400, Problem.PARSE_ERROR, "The body is not valid JSON.");
    }
    if (value instanceof List<?>) {
      throw invalid("Send one message at a time: this server takes no batches.", null);
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw invalid("The body is not a JSON-RPC message.", null);
    }
    Object id = isId(map.get("id")) ? map.get("id") : null;
    if (!"2.0".equals(map.get("jsonrpc"))) {
      throw invalid("The message does not say \"jsonrpc\": \"2.0\".", id);
    }
    if (map.containsKey("method")) return incoming(map, id);
    if (id == null || (map.get("result") == null) == (map.get("error") == null)) {
      throw invalid("The message is no request, notification or response.", id);
    }
    try {
      return json.convertValue(value, JSONRPCResponse.class);
    } catch (RuntimeException mistyped) {
      throw invalid("The response is not a JSON-RPC response.", id);
    }
  }

  private static JSONRPCMessage incoming(Map<?, ?> map, @Nullable Object id) {
    if (!(map.get("method") instanceof String method)) {
      throw invalid("The method is not a string.", id);
    }
    Object params = map.get("params");
    if (params != null && !(params instanceof Map<?, ?>)) {
      throw invalid("The params are not a JSON object.", id);
    }
    if (!map.containsKey("id")) return new JSONRPCNotification(method, params);
    if (id == null) throw invalid("The id is neither a string nor a whole number.", null);
    return new JSONRPCRequest(method, id, params);
  }

  /** What is wrong with the parameters, before the SDK fails on them in its own words. */
  Optional<JSONRPCResponse.JSONRPCError> refuse(JSONRPCRequest request) {
    Class<?> type = PARAMS.get(request.method());
    if (type == null) return Optional.empty();
    Map<?, ?> params = request.params() instanceof Map<?, ?> sent ? sent : Map.of();
    for (String name : TEXTS.getOrDefault(request.method(), List.of())) {
      if (!(params.get(name) instanceof String)) {
        return error(request.method() + " needs params with " + name + ", a string.");
      }
    }
    if (request.method().equals(McpSchema.METHOD_COMPLETION_COMPLETE)
        && !(params.get("argument") instanceof Map<?, ?> argument
            && argument.get("name") instanceof String
            && argument.get("value") instanceof String
            && params.get("ref") instanceof Map<?, ?>)) {
      return error("completion/complete needs ref, and argument with name and value.");
    }
    try {
      json.convertValue(params, type);
      return Optional.empty();
    } catch (RuntimeException mistyped) {
      return error("The params of " + request.method() + " are not what the protocol prescribes.");
    }
  }

  private static Optional<JSONRPCResponse.JSONRPCError> error(String sentence) {
    return Optional.of(new JSONRPCResponse.JSONRPCError(Problem.INVALID_PARAMS, sentence, null));
  }

  private static Problem invalid(String sentence, @Nullable Object id) {
    return new Problem(400, Problem.INVALID_REQUEST, sentence).answering(id);
  }

  private static boolean isId(@Nullable Object value) {
    return value instanceof String || value instanceof Integer || value instanceof Long;
  }
}
