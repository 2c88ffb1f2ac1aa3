package atlas.tools;

import atlas.model.Json;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * What clients see of each tool. The schemas are read from the files under atlas/tools when they
 * are first looked into: who says hello needn't wait for what is asked next. The files are made
 * from the tools' records when ATLAS is built (mvn -Dupdate=true) and a test holds them equal: so
 * the bytes of tools/list never vary, and no start has to make a schema.
 */
public final class Definitions {
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private Definitions() {}

  /** The definition of a tool, as clients get it. */
  public static McpSchema.Tool of(Tool<?, ?> tool) {
    var file = new File("/atlas/tools/" + tool.name() + ".json");
    return McpSchema.Tool.builder(tool.name(), new Schema(file, "inputSchema"))
        .title(tool.title())
        .description(tool.description().strip())
        .outputSchema(new Schema(file, "outputSchema"))
        .annotations(
            ToolAnnotations.builder()
                .title(tool.title())
                .readOnlyHint(tool.effect().readOnly())
                .destructiveHint(tool.effect().destructive())
                .idempotentHint(tool.effect().idempotent())
                .openWorldHint(tool.openWorld())
                .build())
        .build();
  }

  /** A schema that is read when it is first looked into. */
  private static final class Schema extends AbstractMap<String, Object> {
    private final File file;
    private final String part;

    Schema(File file, String part) {
      this.file = file;
      this.part = part;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Set<Entry<String, Object>> entrySet() {
      // Linked: the order of the file is the order on the wire.
      return ((Map<String, Object>) Objects.requireNonNull(file.whole().get(part), part))
          .entrySet();
    }
  }

  /** A tool's file, read once. */
  private static final class File {
    private final String path;
    private @Nullable Map<String, Object> whole;

    File(String path) {
      this.path = path;
    }

    synchronized Map<String, Object> whole() {
      Map<String, Object> read = whole;
      if (read == null) {
        try (InputStream in =
            Objects.requireNonNull(Definitions.class.getResourceAsStream(path), path)) {
          read = Json.MAPPER.readValue(in, MAP);
          whole = read;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return read;
    }
  }
}
