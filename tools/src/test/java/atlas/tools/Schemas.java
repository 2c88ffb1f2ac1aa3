package atlas.tools;

import atlas.model.Json;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schemas of records: the components are the properties, in order, and all but the @Nullable
 * are required. Runs in the build; the server reads what came out of it.
 */
final class Schemas {
  private static final List<String> KEYWORDS =
      List.of(
          "type",
          "format",
          "description",
          "enum",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "maxProperties",
          "items",
          "properties",
          "required",
          "additionalProperties");

  private final SchemaGenerator generator;

  Schemas() {
    var config =
        new SchemaGeneratorConfigBuilder(
                Json.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .without(Option.SCHEMA_VERSION_INDICATOR)
            .with(Option.INLINE_ALL_SCHEMAS, Option.EXTRA_OPEN_API_FORMAT_VALUES);
    config
        .forTypesInGeneral()
        .withPropertySorter((one, other) -> 0)
        .withAdditionalPropertiesResolver(
            (scope, context) -> scope.getType().isInstanceOf(Map.class) ? null : BooleanNode.FALSE);
    config
        .forFields()
        .withPropertyNameOverrideResolver(Schemas::snake)
        .withDescriptionResolver(field -> read(field, Doc.class, Doc::value))
        .withRequiredCheck(field -> !isNullable(field))
        .withStringMinLengthResolver(field -> bound(field, isText(field), true))
        .withStringMaxLengthResolver(field -> bound(field, isText(field), false))
        .withArrayMinItemsResolver(field -> bound(field, isList(field), true))
        .withArrayMaxItemsResolver(field -> bound(field, isList(field), false))
        .withNumberInclusiveMinimumResolver(field -> decimal(bound(field, isNumber(field), true)))
        .withNumberInclusiveMaximumResolver(field -> decimal(bound(field, isNumber(field), false)))
        .withInstanceAttributeOverride((schema, field, context) -> boundMap(schema, field));
    generator = new SchemaGenerator(config.build());
  }

  /** The whole definition of a tool, as its file has it. */
  Map<String, Object> definition(Tool<?, ?> tool) {
    ObjectNode input = of(tool.input());
    if (!tool.effect().readOnly()) {
      ObjectNode properties = (ObjectNode) input.get("properties");
      ObjectNode key = properties.putObject(McpTools.IDEMPOTENCY_KEY);
      key.put("type", "string");
      key.put("description", "Any key of your own: a repeat with it has no second effect.");
      key.put("minLength", 1);
      key.put("maxLength", 200);
    }
    var definition = new LinkedHashMap<String, Object>();
    definition.put("name", tool.name());
    definition.put("title", tool.title());
    definition.put("description", tool.description().strip());
    definition.put("inputSchema", input);
    definition.put("outputSchema", of(tool.output()));
    var hints = new LinkedHashMap<String, Object>();
    hints.put("title", tool.title());
    hints.put("readOnlyHint", tool.effect().readOnly());
    hints.put("destructiveHint", tool.effect().destructive());
    hints.put("idempotentHint", tool.effect().idempotent());
    hints.put("openWorldHint", tool.openWorld());
    definition.put("annotations", hints);
    return definition;
  }

  private ObjectNode of(Class<? extends Record> type) {
    ObjectNode schema = generator.generateSchema(type);
    if (!schema.has("properties")) schema.putObject("properties");
    return ordered(schema);
  }

  /** A schema with its keywords in the order in which a reader wants them. */
  private static ObjectNode ordered(ObjectNode schema) {
    ObjectNode copy = Json.MAPPER.createObjectNode();
    // One allowed value today; clients need not learn another keyword for that.
    JsonNode only = schema.remove("const");
    if (only != null) schema.putArray("enum").add(only);
    for (String keyword : KEYWORDS) {
      JsonNode value = schema.get(keyword);
      if (value == null) continue;
      if (keyword.equals("items")) copy.set(keyword, ordered((ObjectNode) value));
      else if (keyword.equals("properties")) copy.set(keyword, properties((ObjectNode) value));
      // How many bits a number has here is nothing to a client.
      else if (!keyword.equals("format") || !isBits(value)) copy.set(keyword, value);
    }
    for (String keyword : schema.propertyNames()) {
      if (!KEYWORDS.contains(keyword)) throw new IllegalStateException("New keyword: " + keyword);
    }
    return copy;
  }

  private static ObjectNode properties(ObjectNode properties) {
    ObjectNode copy = Json.MAPPER.createObjectNode();
    properties.forEachEntry((name, schema) -> copy.set(name, ordered((ObjectNode) schema)));
    return copy;
  }

  private static boolean isBits(JsonNode format) {
    return Set.of("int32", "int64", "float", "double").contains(format.stringValue());
  }

  /** A map holds whatever its writer likes; its bound is on the number of entries. */
  private static void boundMap(ObjectNode schema, FieldScope field) {
    Integer most = read(field, Limits.class, Limits::max);
    if (most != null && field.getType().isInstanceOf(Map.class)) schema.put("maxProperties", most);
  }

  private static String snake(FieldScope field) {
    return field
        .getDeclaredName()
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  private static @Nullable Integer bound(FieldScope field, boolean applies, boolean lower) {
    if (!applies) return null;
    if (field.isFakeContainerItemScope()) return itemBound(field, lower);
    Integer value = read(field, Limits.class, lower ? Limits::min : Limits::max);
    return lower && value != null && value == 0 && !isNumber(field) ? null : value;
  }

  /** An item of a list is a field to the generator too; its bound stands with the list's. */
  private static @Nullable Integer itemBound(FieldScope item, boolean lower) {
    int most = component(item).map(c -> c.getAnnotation(Limits.class)).map(Limits::each).orElse(0);
    if (most == 0 || !isText(item)) return null;
    return lower ? Integer.valueOf(1) : Integer.valueOf(most);
  }

  private static @Nullable BigDecimal decimal(@Nullable Integer value) {
    return value == null ? null : BigDecimal.valueOf(value);
  }

  private static boolean isText(FieldScope field) {
    return field.getType().isInstanceOf(CharSequence.class);
  }

  private static boolean isList(FieldScope field) {
    return field.getType().isInstanceOf(Collection.class);
  }

  private static boolean isNumber(FieldScope field) {
    return field.getType().isInstanceOf(Number.class) || field.getType().isPrimitive();
  }

  private static boolean isNullable(FieldScope field) {
    return component(field)
        .map(c -> c.getAnnotatedType().isAnnotationPresent(Nullable.class))
        .orElse(false);
  }

  private static <A extends Annotation, R> @Nullable R read(
      FieldScope field, Class<A> annotation, Function<A, R> value) {
    // What is said of a list is not said of its items.
    if (field.isFakeContainerItemScope()) return null;
    return component(field).map(c -> c.getAnnotation(annotation)).map(value).orElse(null);
  }

  private static Optional<RecordComponent> component(MemberScope<?, ?> field) {
    RecordComponent[] components = field.getRawMember().getDeclaringClass().getRecordComponents();
    return components == null
        ? Optional.empty()
        : Arrays.stream(components)
            .filter(c -> c.getName().equals(field.getDeclaredName()))
            .findFirst();
  }
}
