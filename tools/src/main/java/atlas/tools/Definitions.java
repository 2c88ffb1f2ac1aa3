package atlas.tools;

import atlas.model.Json;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * What clients see of each tool, read from the files under atlas/tools. The files are made from the
 * tools' records when ATLAS is built (mvn -Dupdate=true) and a test holds them equal: so the bytes
 * of tools/list never vary, and no start has to make a schema.
 */
public final class Definitions {
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private Definitions() {}

  /** The definition of a tool, as clients get it. */
  public static McpSchema.Tool of(Tool<?, ?> tool) {
    JsonNode file = read(tool.name());
    JsonNode hints = file.get("annotations");
    return McpSchema.Tool.builder(tool.name(), map(file.get("inputSchema")))
        .title(file.get("title").stringValue())
        .description(file.get("description").stringValue())
        .outputSchema(map(file.get("outputSchema")))
        .annotations(
            ToolAnnotations.builder()
                .title(hints.get("title").stringValue())
                .readOnlyHint(hints.get("readOnlyHint").booleanValue())
                .destructiveHint(hints.get("destructiveHint").booleanValue())
                .idempotentHint(hints.get("idempotentHint").booleanValue())
                .openWorldHint(hints.get("openWorldHint").booleanValue())
                .build())
        .build();
  }

  private static JsonNode read(String name) {
    String file = "/atlas/tools/" + name + ".json";
    try (InputStream in =
        Objects.requireNonNull(Definitions.class.getResourceAsStream(file), file)) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> map(JsonNode node) {
    // Linked: the order of the file is the order on the wire.
    return Json.MAPPER.convertValue(node, MAP);
  }
}
