package atlas.server.wire;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the params of a request have the shape that the protocol gives them. The SDK answers
 * those that don't with -32603 and the words of its JSON library.
 */
public final class ParamsShape {
  private static final Map<String, Class<?>> SHAPES =
      Map.of(
          McpSchema.METHOD_INITIALIZE, McpSchema.InitializeRequest.class,
          McpSchema.METHOD_TOOLS_CALL, McpSchema.CallToolRequest.class,
          McpSchema.METHOD_RESOURCES_READ, McpSchema.ReadResourceRequest.class,
          McpSchema.METHOD_RESOURCES_SUBSCRIBE, McpSchema.SubscribeRequest.class,
          McpSchema.METHOD_RESOURCES_UNSUBSCRIBE, McpSchema.UnsubscribeRequest.class,
          McpSchema.METHOD_PROMPT_GET, McpSchema.GetPromptRequest.class,
          McpSchema.METHOD_COMPLETION_COMPLETE, McpSchema.CompleteRequest.class,
          McpSchema.METHOD_LOGGING_SET_LEVEL, McpSchema.SetLevelRequest.class);

  private final McpJsonMapper mapper;

  public ParamsShape(McpJsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The error to answer with, or nothing when the params will do. */
  public Optional<JSONRPCError> refuse(JSONRPCRequest request) {
    Class<?> shape = SHAPES.get(request.method());
    if (shape == null) return Optional.empty();
    if (request.params() != null) {
      try {
        mapper.convertValue(request.params(), shape);
        if (shape != McpSchema.SetLevelRequest.class || knownLevel(request.params()))
          return Optional.empty();
      } catch (RuntimeException otherShape) {
        // Answered below: what the JSON library says of it is about our classes.
      }
    }
    return Optional.of(
        new JSONRPCError(
            ErrorCodes.INVALID_PARAMS,
            "The params of " + request.method() + " lack a field or have a wrong value."));
  }

  /** The SDK takes a level that does not exist for "info". */
  private static boolean knownLevel(Object params) {
    return params instanceof Map<?, ?> fields
        && fields.get("level") instanceof String level
        && McpSchema.LoggingLevel.fromValue(level) != null;
  }
}
