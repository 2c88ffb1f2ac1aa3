package atlas.server;

import atlas.model.Caller;
import atlas.server.wire.Gate;
import atlas.tools.Catalog;
import atlas.tools.McpPrompts;
import atlas.tools.McpResources;
import atlas.tools.McpTools;
import atlas.tools.PromptKind;
import atlas.tools.ResourceKind;
import atlas.tools.Tool;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServer.AsyncSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The MCP server on a transport: what it says of itself, its tools, resources and prompts. */
final class McpServers {
  /** A person may take minutes to answer a question that a tool asks. */
  private static final Duration CLIENT_ANSWERS_WITHIN = Duration.ofMinutes(5);

  /** Shared: a mapper is safe for threads and costly to make. */
  private static final McpJsonMapper MAPPER =
      new JacksonMcpJsonMapper(
          JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build());

  /**
   * Tests hold the definitions to the schema of schemas and every tool's output to its own. Doing
   * it again at each start and each answer would load a validator before initialize is answered.
   */
  private static final JsonSchemaValidator PROVED_BY_TESTS =
      new JsonSchemaValidator() {
        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object content) {
          return ValidationResponse.asValid(null);
        }

        @Override
        public ValidationResponse validateSchema(Map<String, Object> schema) {
          return ValidationResponse.asValid(null);
        }
      };

  private final List<Tool<?, ?>> offered;
  private final List<ResourceKind> kinds;
  private final McpTools tools;
  private final McpResources resources;
  private final List<PromptKind> promptKinds;
  private final McpPrompts prompts;

  McpServers(Wiring wiring, Parts parts) {
    this.offered = wiring.offered();
    this.kinds = wiring.resources();
    this.promptKinds = wiring.prompts();
    this.tools = parts.tools();
    this.resources = parts.resources();
    this.prompts = parts.prompts();
  }

  /** What a transport is equipped with. */
  record Parts(McpTools tools, McpResources resources, McpPrompts prompts) {
    static Parts of(
        Wiring wiring,
        Function<McpAsyncServerExchange, Caller> callers,
        McpTools.InFlight inFlight) {
      return new Parts(
          new McpTools(wiring.calls(), callers, inFlight, wiring::days),
          new McpResources(wiring.calls(), callers, inFlight),
          new McpPrompts(wiring.calls(), callers, inFlight, wiring.left().keySet()));
    }
  }

  /** What looks at a request before the SDK. */
  static Gate gate(Wiring wiring) {
    return new Gate(
        wiring.offered().stream().<String>map(Tool::name).toList(),
        wiring.left(),
        wiring.prompts().stream().map(PromptKind::name).toList());
  }

  /** How messages become JSON on every transport: numbers stay what the client wrote. */
  static McpJsonMapper mapper() {
    return MAPPER;
  }

  /** On a transport that has one session, or one for each connection. */
  McpAsyncServer on(McpServerTransportProvider transport) {
    return equip(McpServer.async(transport)).build();
  }

  /** On Streamable HTTP. */
  McpAsyncServer on(McpStreamableServerTransportProvider transport) {
    return equip(McpServer.async(transport)).build();
  }

  private AsyncSpecification<?> equip(AsyncSpecification<?> server) {
    List<AsyncToolSpecification> specifications =
        offered.stream().<AsyncToolSpecification>map(tools::specification).toList();
    return describe(server)
        .instructions(Catalog.instructions(offered))
        .tools(specifications)
        // Templates, and what everybody has one of: a list of what there is else would be of one
        // user, and of the database.
        .resources(kinds.stream().filter(ResourceKind::isSingle).map(resources::single).toList())
        .resourceTemplates(templates().map(resources::specification).toList())
        .prompts(promptKinds.stream().map(prompts::specification).toList())
        .completions(
            Stream.concat(
                    templates().map(resources::completion),
                    promptKinds.stream().map(prompts::completion))
                .toList());
  }

  private Stream<ResourceKind> templates() {
    return kinds.stream().filter(kind -> !kind.isSingle());
  }

  /** What is the same whatever it offers. */
  static AsyncSpecification<?> describe(AsyncSpecification<?> server) {
    return server
        .jsonMapper(MAPPER)
        .jsonSchemaValidator(PROVED_BY_TESTS)
        .serverInfo(
            McpSchema.Implementation.builder("atlas", Version.text()).title("ATLAS").build())
        .capabilities(
            ServerCapabilities.builder()
                .tools(false)
                .resources(true, false)
                .prompts(false)
                .logging()
                .completions()
                .build())
        .requestTimeout(CLIENT_ANSWERS_WITHIN)
        // Ours: the SDK's answer is the validator's own words, and refuses null for absent.
        .validateToolInputs(false);
  }

  /** The caller with the client's own name as the one who acts. */
  static Caller actingAs(Caller caller, McpAsyncServerExchange exchange) {
    McpSchema.Implementation client = exchange.getClientInfo();
    if (client == null || client.name() == null || client.name().isBlank()) return caller;
    String name = client.name().replaceAll("[^\\p{L}\\p{N} ._@/-]", "").strip();
    if (name.isEmpty()) return caller;
    return new Caller(
        caller.userId(),
        name.length() > 64 ? name.substring(0, 64) : name,
        caller.scopes(),
        caller.call());
  }
}
