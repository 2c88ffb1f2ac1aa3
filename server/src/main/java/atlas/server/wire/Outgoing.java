package atlas.server.wire;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes out in place of what the SDK would send: errors without the words of exceptions, lists
 * in the same order each time, and one line of UTF-8 for each message.
 */
public final class Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);
  private static final int LONGEST_MESSAGE = 500;

  private final McpJsonMapper mapper;

  public Outgoing(McpJsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The answer to a request for this method, as a client may see it. */
  public JSONRPCResponse plain(JSONRPCResponse response, String method) {
    JSONRPCError error = response.error();
    if (error == null) {
      return JSONRPCResponse.result(response.id(), sorted(response.result()));
    }
    if (error.code() == ErrorCodes.INTERNAL_ERROR) {
      return JSONRPCResponse.error(
          response.id(), failure("The server failed.", response.id(), method));
    }
    String message = error.message();
    if (message.length() <= LONGEST_MESSAGE) return response;
    // Such a message repeats what the client sent.
    return JSONRPCResponse.error(
        response.id(), new JSONRPCError(error.code(), message.substring(0, LONGEST_MESSAGE) + "…"));
  }

  /**
   * An internal error that gives the client this sentence and a reference, and the log the request
   * that the reference is about; the SDK logs the cause under the same request.
   */
  public JSONRPCError failure(String sentence, Object id, String method) {
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("Reference {}: request {} [{}] failed", reference, shown(id), shown(method));
    return new JSONRPCError(ErrorCodes.INTERNAL_ERROR, sentence + " Reference " + reference + ".");
  }

  /** The message as one line, without its line feed. */
  public byte[] line(Object message) throws IOException {
    return oneLine(mapper.writeValueAsString(message));
  }

  /** The answer with this error as one line; the id may be unknown or of any kind. */
  public byte[] line(@Nullable Object id, JSONRPCError error) throws IOException {
    // By hand: the SDK's record refuses an id that is null, which an answer to a text that could
    // not be read must have.
    return oneLine(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + (id == null ? "null" : mapper.writeValueAsString(id))
            + ",\"error\":"
            + mapper.writeValueAsString(error)
            + "}");
  }

  /** Through a string: half a surrogate pair is then written as "?" and not refused. */
  private static byte[] oneLine(String json) {
    // A line feed inside a JSON string is escaped, so these can only stand between tokens.
    return json.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A result with its lists in one order: the SDK keeps them in hash maps, and tools come in the
   * order of their registration.
   */
  public static Object sorted(Object result) {
    if (result instanceof McpSchema.ListResourcesResult list) {
      return new McpSchema.ListResourcesResult(
          by(McpSchema.Resource::uri, list.resources()), list.nextCursor(), list.meta());
    }
    if (result instanceof McpSchema.ListResourceTemplatesResult list) {
      return new McpSchema.ListResourceTemplatesResult(
          by(McpSchema.ResourceTemplate::uriTemplate, list.resourceTemplates()),
          list.nextCursor(),
          list.meta());
    }
    if (result instanceof McpSchema.ListPromptsResult list) {
      return new McpSchema.ListPromptsResult(
          by(McpSchema.Prompt::name, list.prompts()), list.nextCursor(), list.meta());
    }
    return result;
  }

  private static <T> List<T> by(Function<T, String> key, List<T> list) {
    return list.stream().sorted(Comparator.comparing(key)).toList();
  }

  /** Client's text in our log: short, and without what could pass for a line of ours. */
  public static String shown(Object text) {
    String whole = text.toString();
    String head = whole.length() > 64 ? whole.substring(0, 64) + "…" : whole;
    return head.replaceAll("\\p{Cntrl}", "?");
  }
}
