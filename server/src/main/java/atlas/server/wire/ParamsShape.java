package atlas.server.wire;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the params of a request have the shape that the protocol gives them. The SDK answers
 * those that don't with -32603 and the words of its JSON library.
 */
public final class ParamsShape {
  private static final Map<String, Class<?>> SHAPES =
      Map.of(
          McpSchema.METHOD_INITIALIZE, McpSchema.InitializeRequest.class,
          McpSchema.METHOD_RESOURCES_READ, McpSchema.ReadResourceRequest.class,
          McpSchema.METHOD_RESOURCES_SUBSCRIBE, McpSchema.SubscribeRequest.class,
          McpSchema.METHOD_RESOURCES_UNSUBSCRIBE, McpSchema.UnsubscribeRequest.class,
          McpSchema.METHOD_PROMPT_GET, McpSchema.GetPromptRequest.class,
          McpSchema.METHOD_COMPLETION_COMPLETE, McpSchema.CompleteRequest.class,
          McpSchema.METHOD_LOGGING_SET_LEVEL, McpSchema.SetLevelRequest.class);

  // What the SDK's records take for null, and then fail on.
  private static final Map<String, List<String>> TEXTS =
      Map.of(
          McpSchema.METHOD_INITIALIZE, List.of("protocolVersion"),
          McpSchema.METHOD_TOOLS_CALL, List.of("name"),
          McpSchema.METHOD_RESOURCES_READ, List.of("uri"),
          McpSchema.METHOD_RESOURCES_SUBSCRIBE, List.of("uri"),
          McpSchema.METHOD_RESOURCES_UNSUBSCRIBE, List.of("uri"),
          McpSchema.METHOD_PROMPT_GET, List.of("name"),
          McpSchema.METHOD_LOGGING_SET_LEVEL, List.of("level"));

  private final McpJsonMapper mapper;

  public ParamsShape(McpJsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The error to answer with, or nothing when the params will do. */
  public Optional<JSONRPCError> refuse(JSONRPCRequest request) {
    if (request.method().equals(McpSchema.METHOD_TOOLS_CALL)) {
      // By hand, for it comes all the time and the session converts it once more.
      boolean good =
          request.params() instanceof Map<?, ?> params
              && has(params, request.method())
              && isObjectOrAbsent(params.get("arguments"))
              && isObjectOrAbsent(params.get("_meta"));
      return good ? Optional.empty() : Optional.of(wrong(request));
    }
    Class<?> shape = SHAPES.get(request.method());
    if (shape == null) return Optional.empty();
    if (request.params() instanceof Map<?, ?> params && has(params, request.method())) {
      try {
        mapper.convertValue(params, shape);
        if (shape != McpSchema.SetLevelRequest.class || knownLevel(params)) return Optional.empty();
      } catch (RuntimeException otherShape) {
        // Answered below: what the JSON library says of it is about our classes.
      }
    }
    return Optional.of(wrong(request));
  }

  private static JSONRPCError wrong(JSONRPCRequest request) {
    return new JSONRPCError(
        ErrorCodes.INVALID_PARAMS,
        "The params of " + request.method() + " lack a field or have a wrong value.");
  }

  private static boolean isObjectOrAbsent(@Nullable Object value) {
    return value == null || value instanceof Map<?, ?>;
  }

  private static boolean has(Map<?, ?> params, String method) {
    for (String name : TEXTS.getOrDefault(method, List.of())) {
      if (!(params.get(name) instanceof String)) return false;
    }
    return !method.equals(McpSchema.METHOD_COMPLETION_COMPLETE)
        || (params.get("ref") instanceof Map<?, ?>
            && params.get("argument") instanceof Map<?, ?> argument
            && argument.get("name") instanceof String
            && argument.get("value") instanceof String);
  }

  /** The SDK takes a level that does not exist for "info". */
  private static boolean knownLevel(Object params) {
    return params instanceof Map<?, ?> fields
        && fields.get("level") instanceof String level
        && McpSchema.LoggingLevel.fromValue(level) != null;
  }
}
