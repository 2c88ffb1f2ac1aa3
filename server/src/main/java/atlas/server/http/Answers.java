package atlas.server.http;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
          ? internal(response.id(), Visit.failed(String.valueOf(response.error().message())))
          : response;
    }
    Object sorted = sorted(response.result());
    return sorted == response.result() ? response : JSONRPCResponse.result(response.id(), sorted);
  }

  /** The SDK keeps these in hash maps, whose order changes from one start to the next. */
  private static @Nullable Object sorted(@Nullable Object result) {
    if (result instanceof McpSchema.ListResourcesResult list) {
      return new McpSchema.ListResourcesResult(
          by(list.resources(), Comparator.comparing(McpSchema.Resource::uri)),
          list.nextCursor(),
          list.meta());
    }
    if (result instanceof McpSchema.ListResourceTemplatesResult list) {
      return new McpSchema.ListResourceTemplatesResult(
          by(
              list.resourceTemplates(),
              Comparator.comparing(McpSchema.ResourceTemplate::uriTemplate)),
          list.nextCursor(),
          list.meta());
    }
    if (result instanceof McpSchema.ListPromptsResult list) {
      return new McpSchema.ListPromptsResult(
          by(list.prompts(), Comparator.comparing(McpSchema.Prompt::name)),
          list.nextCursor(),
          list.meta());
    }
    return result;
  }

  private static <T> List<T> by(List<T> list, Comparator<T> order) {
    return list.stream().sorted(order).toList();
  }
}
