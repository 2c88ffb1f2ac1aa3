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
    Map<String, Object> file = read(tool.name());
    Map<String, Object> hints = object(file, "annotations");
    return McpSchema.Tool.builder(tool.name(), object(file, "inputSchema"))
        .title((String) file.get("title"))
        .description((String) file.get("description"))
        .outputSchema(object(file, "outputSchema"))
        .annotations(
            ToolAnnotations.builder()
                .title((String) hints.get("title"))
                .readOnlyHint((Boolean) hints.get("readOnlyHint"))
                .destructiveHint((Boolean) hints.get("destructiveHint"))
                .idempotentHint((Boolean) hints.get("idempotentHint"))
                .openWorldHint((Boolean) hints.get("openWorldHint"))
                .build())
        .build();
  }

  private static Map<String, Object> read(String name) {
    String file = "/atlas/tools/" + name + ".json";
    try (InputStream in =
        Objects.requireNonNull(Definitions.class.getResourceAsStream(file), file)) {
      return Json.MAPPER.readValue(in, MAP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Map<String, Object> in, String name) {
    // Linked: the order of the file is the order on the wire.
    return (Map<String, Object>) Objects.requireNonNull(in.get(name), name);
  }
}
