package atlas.server.wire;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a request before the SDK does, on every transport, and answers what the SDK answers
 * badly: a tool or prompt that does not exist (its error names none) and a cursor that we never
 * gave.
 */
public final class Gate {
  private static final int INVALID_PARAMS = -32602;
  private static final Set<String> LISTS =
      Set.of(
          McpSchema.METHOD_TOOLS_LIST,
          McpSchema.METHOD_RESOURCES_LIST,
          McpSchema.METHOD_RESOURCES_TEMPLATES_LIST,
          McpSchema.METHOD_PROMPT_LIST);

  private final List<String> toolNames;
  private final Map<String, String> others;
  private final @Nullable List<String> promptNames;

  /** One that leaves prompts to the SDK. */
  public Gate(List<String> toolNames) {
    this.toolNames = List.copyOf(toolNames);
    this.others = Map.of();
    this.promptNames = null;
  }

  /**
   * @param others of each tool that there is and is not offered, how to have it
   */
  public Gate(List<String> toolNames, Map<String, String> others, List<String> promptNames) {
    this.toolNames = List.copyOf(toolNames);
    this.others = Map.copyOf(others);
    this.promptNames = List.copyOf(promptNames);
  }

  /** The error to answer with, or nothing when the request may pass. */
  public Optional<McpSchema.JSONRPCResponse.JSONRPCError> refuse(JSONRPCRequest request) {
    Object params = request.params();
    if (request.method().equals(McpSchema.METHOD_TOOLS_CALL)) {
      if (!(params instanceof Map<?, ?> map) || !(map.get("name") instanceof String name)) {
        return error("tools/call needs params with the name of a tool; tools/list shows them.");
      }
      if (map.get("arguments") != null && !(map.get("arguments") instanceof Map<?, ?>)) {
        return error("The arguments of tools/call are a JSON object.");
      }
      if (!toolNames.contains(name)) {
        String how = others.get(name);
        if (how != null) return error(how);
        String near = nearest(name).orElse("tools/list shows what there is.");
        return error("There is no tool " + quote(name) + ". " + near);
      }
    }
    if (promptNames != null
        && request.method().equals(McpSchema.METHOD_PROMPT_GET)
        && params instanceof Map<?, ?> map
        && map.get("name") instanceof String name
        && !promptNames.contains(name)) {
      return error("There is no prompt " + quote(name) + "; prompts/list shows what there is.");
    }
    if (LISTS.contains(request.method())
        && params instanceof Map<?, ?> map
        && map.get("cursor") != null) {
      return error("That cursor is not one of this server's: its lists have one page.");
    }
    return Optional.empty();
  }

  private static Optional<McpSchema.JSONRPCResponse.JSONRPCError> error(String sentence) {
    return Optional.of(new McpSchema.JSONRPCResponse.JSONRPCError(INVALID_PARAMS, sentence, null));
  }

  private static String quote(String name) {
    String head = name.length() > 64 ? name.substring(0, 64) + "…" : name;
    return '"' + head.replaceAll("[^\\x20-\\x7e…]", "?") + '"';
  }

  /** What was probably meant, as a question. */
  public Optional<String> nearest(String name) {
    String head = name.length() > 64 ? name.substring(0, 64) : name;
    return toolNames.stream()
        .min(Comparator.comparingInt(known -> distance(head, known)))
        .filter(known -> distance(head, known) <= Math.max(3, known.length() / 2))
        .map(known -> "Did you mean " + known + "?");
  }

  /** Levenshtein's edit distance. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) row[j] = j;
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}
