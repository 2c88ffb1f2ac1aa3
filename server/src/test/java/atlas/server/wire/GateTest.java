package atlas.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate =
      new Gate(List.of("save_task"), Map.of("remember", "It is of the toolset memory."), List.of());

  @Test
  void whatIsNotOfferedIsToldWhereItIs() {
    assertThat(sentence("remember")).isEqualTo("It is of the toolset memory.");
    assertThat(sentence("save_tusk"))
        .isEqualTo("There is no tool \"save_tusk\". Did you mean save_task?");
    assertThat(sentence("xyzzy-plugh-42"))
        .isEqualTo("There is no tool \"xyzzy-plugh-42\". tools/list shows what there is.");
    assertThat(gate.refuse(call("save_task"))).isEmpty();
  }

  private String sentence(String tool) {
    return gate.refuse(call(tool)).orElseThrow().message();
  }

  private static JSONRPCRequest call(String tool) {
    return new JSONRPCRequest(McpSchema.METHOD_TOOLS_CALL, 1, Map.of("name", tool));
  }
}
