package atlas.tools;

import atlas.model.Json;
import atlas.model.Refusal;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The arguments of a call against the tool's schema: mends what models are known to get wrong (null
 * for absent, "42" for 42, one item for a list), and refuses everything else with a sentence.
 */
final class Arguments {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final int MOST_PROBLEMS = 5;

  private final Map<String, Object> properties;
  private final Schema schema;

  @SuppressWarnings("unchecked")
  Arguments(Map<String, Object> inputSchema) {
    properties =
        (Map<String, Object>) inputSchema.getOrDefault("properties", new LinkedHashMap<>());
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Json.MAPPER.<JsonNode>valueToTree(inputSchema));
  }

  /** The arguments as the schema wants them. */
  Map<String, Object> check(@Nullable Map<String, Object> given) {
    var arguments = new LinkedHashMap<String, Object>();
    if (given != null) {
      given.forEach(
          (name, value) -> {
            if (value != null) arguments.put(name, mended(name, value));
          });
    }
    refuseUnknown(arguments);
    JsonNode tree = Json.MAPPER.valueToTree(arguments);
    List<Error> errors = schema.validate(tree);
    if (!errors.isEmpty()) {
      var sentences = new TreeSet<String>();
      for (Error error : errors) sentences.add(sentence(error));
      throw Refusal.invalid(
          String.join("; ", sentences.stream().limit(MOST_PROBLEMS).toList()) + ".");
    }
    return arguments;
  }

  private Object mended(String name, Object value) {
    if (!(properties.get(name) instanceof Map<?, ?> property)) return value;
    Object type = property.get("type");
    if ("array".equals(type) && !(value instanceof List<?>)) return List.of(value);
    if (value instanceof String text) {
      String plain = text.strip();
      if ("integer".equals(type) && WHOLE.matcher(plain).matches()) return new BigInteger(plain);
      if ("boolean".equals(type) && plain.equalsIgnoreCase("true")) return true;
      if ("boolean".equals(type) && plain.equalsIgnoreCase("false")) return false;
    }
    return value;
  }

  private void refuseUnknown(Map<String, Object> arguments) {
    var unknown = new ArrayList<String>();
    for (String name : arguments.keySet()) {
      if (!properties.containsKey(name)) unknown.add(shown(name));
    }
    if (unknown.isEmpty()) return;
    throw Refusal.invalid(
        "Unknown: "
            + String.join(", ", unknown.subList(0, Math.min(MOST_PROBLEMS, unknown.size())))
            + ". Allowed: "
            + (properties.isEmpty() ? "nothing" : String.join(", ", properties.keySet()))
            + ".");
  }

  private static String sentence(Error error) {
    String path = error.getInstanceLocation().toString().replaceFirst("^[/$.]+", "");
    String where = path.isEmpty() ? "" : shown(path) + ": ";
    if ("required".equals(error.getKeyword())) {
      return where + shown(String.valueOf(error.getProperty())) + " is missing";
    }
    String message = String.valueOf(error.getMessage());
    return where + (message.length() > 300 ? message.substring(0, 300) + "…" : message);
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 60 ? plain.substring(0, 60) + "…" : plain;
  }
}
