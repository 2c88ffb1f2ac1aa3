package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Json;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What clients see of the tools: as recorded, and as every client can read it. */
final class CatalogTest {
  private static final Path FILES = Path.of("src/main/resources/atlas/tools");
  private static final Path BUILT = Path.of("target/classes/atlas/tools");
  private static final Set<String> PORTABLE =
      Set.of(
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

  /** What is whatever its writer likes. */
  private static final Set<String> OPEN = Set.of("snapshot", "payload", "rules");

  @SuppressWarnings("NullAway") // A definition asks no service.
  static List<Tool<?, ?>> tools() {
    return Catalog.tools((Services) empty(Services.class));
  }

  /** A record of nothing, and of records of nothing. */
  @SuppressWarnings("NullAway")
  private static Object empty(Class<?> type) {
    try {
      var made = type.getDeclaredConstructors()[0];
      return made.newInstance(
          Stream.of(made.getParameterTypes())
              .map(part -> part.isRecord() ? empty(part) : null)
              .toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  static List<Named<Tool<?, ?>>> named() {
    return tools().stream().<Named<Tool<?, ?>>>map(tool -> Named.of(tool.name(), tool)).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void definitionIsAsRecorded(Tool<?, ?> tool) throws IOException {
    String file = tool.name() + ".json";
    String made = Golden.pretty(new Schemas().definition(tool));
    Golden.hold(FILES.resolve(file), made);
    if (Golden.updating()) {
      // The tests that follow read what Maven copied before.
      Files.createDirectories(BUILT);
      Files.writeString(BUILT.resolve(file), made);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void clientsGetWhatIsRecorded(Tool<?, ?> tool) throws IOException {
    assertThat(Golden.pretty(Json.MAPPER.valueToTree(Definitions.of(tool))))
        .isEqualTo(Files.readString(FILES.resolve(tool.name() + ".json")));
  }

  @Test
  void thereIsAFileForEachToolAndNoOther() {
    assertThat(FILES.toFile().list())
        .containsExactlyInAnyOrderElementsOf(
            tools().stream().map(t -> t.name() + ".json").toList());
  }

  @Test
  void namesAreUnique() {
    assertThat(tools()).extracting(Tool::name).doesNotHaveDuplicates();
    assertThat(tools()).extracting(Tool::title).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void aToolSaysInItsFirstWordsWhatItDoes(Tool<?, ?> tool) {
    assertThat(tool.name()).matches("[a-z]+(_[a-z]+)*").hasSizeLessThanOrEqualTo(64);
    assertThat(tool.title()).isNotBlank().hasSizeLessThanOrEqualTo(60);
    String description = tool.description().strip();
    assertThat(description.length()).isBetween(60, 2_048);
    assertThat(description).matches("(?s)[A-Z][a-z]+s .*\\.").doesNotContain("\n", "  ");
    assertThat(description.indexOf(". ")).as("the end of the first sentence").isLessThan(200);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void hintsFollowFromTheEffect(Tool<?, ?> tool) {
    JsonNode hints = definition(tool).get("annotations");
    assertThat(hints.get("readOnlyHint").booleanValue()).isEqualTo(tool.effect() == Effect.READS);
    assertThat(hints.get("destructiveHint").booleanValue())
        .isEqualTo(tool.effect() == Effect.CHANGES);
    assertThat(hints.get("idempotentHint").booleanValue()).isEqualTo(tool.effect() == Effect.READS);
    assertThat(hints.get("openWorldHint").booleanValue()).isEqualTo(tool.openWorld());
    assertThat(tool.effect() == Effect.READS)
        .as("only a tool that reads is called get_ or list_ or search_")
        .isEqualTo(tool.name().matches("(get|list|search)_.*"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void everyClientCanReadTheSchemas(Tool<?, ?> tool) {
    portable("input", definition(tool).get("inputSchema"));
    portable("output", definition(tool).get("outputSchema"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void inputsAreFlatDescribedAndBounded(Tool<?, ?> tool) {
    definition(tool)
        .get("inputSchema")
        .get("properties")
        .forEachEntry(
            (name, schema) -> {
              assertThat(name).matches("[a-z]+(_[a-z]+)*");
              assertThat(text(schema, "description")).as(name).hasSizeBetween(4, 300).endsWith(".");
              bounded(name, schema);
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void whatIsNotNullableIsRequiredAndNothingElse(Tool<?, ?> tool) {
    JsonNode definition = definition(tool);
    required(tool.input(), definition.get("inputSchema"), Set.of(McpTools.IDEMPOTENCY_KEY));
    required(tool.output(), definition.get("outputSchema"), Set.of());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void toolsOfAKindTakeTheSameArguments(Tool<?, ?> tool) {
    JsonNode input = definition(tool).get("inputSchema").get("properties");
    JsonNode output = definition(tool).get("outputSchema").get("properties");
    boolean reads = tool.effect() == Effect.READS;
    assertThat(input.has(McpTools.IDEMPOTENCY_KEY)).isEqualTo(!reads);
    // get_server_status has nothing that could be left out.
    assertThat(input.has("format")).isEqualTo(reads && tool.needsUser());
    assertThat(input.has("limit")).isEqualTo(input.has("cursor"));
    assertThat(input.has("cursor")).isEqualTo(output.has("next_cursor"));
    if (input.has("cursor")) assertThat(output.propertyNames()).contains("count", "omitted");
    if (!reads) assertThat(output.propertyNames()).contains("effects");
  }

  @Test
  void clientsGetWhatTheFileSays() {
    for (Tool<?, ?> tool : tools()) {
      JsonNode sent = Json.MAPPER.valueToTree(Definitions.of(tool).inputSchema());
      assertThat(sent.toString()).isEqualTo(definition(tool).get("inputSchema").toString());
    }
  }

  private static JsonNode definition(Tool<?, ?> tool) {
    return Json.MAPPER.valueToTree(new Schemas().definition(tool));
  }

  /** What the strictest clients take: no $ref, no alternatives, no schema that says nothing. */
  private static void portable(String path, JsonNode schema) {
    assertThat(schema.isObject()).as(path + " is an object").isTrue();
    assertThat(schema.propertyNames()).as(path).isNotEmpty().isSubsetOf(PORTABLE);
    assertThat(schema.get("type").isString()).as(path + " has one type").isTrue();
    if (text(schema, "type").equals("object") && schema.has("properties")) {
      assertThat(schema.get("additionalProperties").booleanValue()).as(path).isFalse();
      schema.get("properties").forEachEntry((name, each) -> portable(path + "." + name, each));
    } else if (text(schema, "type").equals("object")) {
      assertThat(OPEN).as(path).contains(path.replaceFirst(".*\\.", ""));
      assertThat(schema.has("additionalProperties")).as(path).isFalse();
    } else if (text(schema, "type").equals("array")) {
      portable(path + "[]", schema.get("items"));
    }
  }

  private static void bounded(String name, JsonNode schema) {
    switch (text(schema, "type")) {
      case "string" ->
          assertThat(schema.has("maxLength") || schema.has("enum") || schema.has("format"))
              .as(name)
              .isTrue();
      case "integer", "number" ->
          assertThat(schema.has("maximum") && schema.has("minimum")).as(name).isTrue();
      case "boolean" -> {}
      case "array" -> {
        assertThat(schema.has("maxItems")).as(name).isTrue();
        bounded(name + "[]", schema.get("items"));
      }
      case "object" -> assertThat(OPEN.contains(name) && schema.has("maxProperties")).isTrue();
      default -> throw new AssertionError(name + " is " + text(schema, "type"));
    }
  }

  private static void required(Type type, JsonNode schema, Set<String> more) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      required(list.getActualTypeArguments()[0], schema.get("items"), Set.of());
      return;
    }
    if (!(type instanceof Class<?> record) || !record.isRecord()) return;
    var wanted = new TreeSet<String>();
    var all = new TreeSet<>(more);
    for (RecordComponent component : record.getRecordComponents()) {
      String name = snake(component.getName());
      all.add(name);
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) wanted.add(name);
      JsonNode property = schema.get("properties").get(name);
      assertThat(property).as(record + ": " + name).isNotNull();
      required(component.getGenericType(), property, Set.of());
    }
    var required = new TreeSet<String>();
    if (schema.has("required")) schema.get("required").forEach(n -> required.add(n.stringValue()));
    assertThat(required).as(record.getName()).isEqualTo(wanted);
    var properties = List.copyOf(schema.get("properties").propertyNames());
    assertThat(all).as(record.getName()).containsAll(properties);
    var order = Arrays.stream(record.getRecordComponents()).map(c -> snake(c.getName())).toList();
    assertThat(properties.subList(0, order.size())).as("in order").isEqualTo(order);
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static String text(JsonNode schema, String keyword) {
    JsonNode value = schema.get(keyword);
    return value == null ? "" : value.stringValue();
  }
}
