package atlas.server.conformance;

import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;
import reactor.core.publisher.Mono;

/** The resources and the template that the suite reads and watches. */
final class FixtureResources {
  private FixtureResources() {}

  static List<AsyncResourceSpecification> resources() {
    return List.of(
        resource(
            "test://static-binary",
            "image/png",
            BlobResourceContents.builder("test://static-binary", Samples.PNG)
                .mimeType("image/png")
                .build()),
        text("test://static-text", "This is the content of the static text resource."),
        text("test://watched-resource", "This is the content of the watched resource."));
  }

  static List<AsyncResourceTemplateSpecification> templates() {
    return List.of(
        new AsyncResourceTemplateSpecification(
            ResourceTemplate.builder("test://template/{id}/data", "template")
                .description("Data for an id.")
                .mimeType("application/json")
                .build(),
            (exchange, request) -> Mono.just(read(data(request.uri())))));
  }

  private static ResourceContents data(String uri) {
    String id = uri.replaceAll("^test://template/|/data$", "");
    return TextResourceContents.builder(
            uri,
            "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}")
        .mimeType("application/json")
        .build();
  }

  private static AsyncResourceSpecification text(String uri, String text) {
    return resource(
        uri, "text/plain", TextResourceContents.builder(uri, text).mimeType("text/plain").build());
  }

  private static AsyncResourceSpecification resource(
      String uri, String mimeType, ResourceContents contents) {
    return new AsyncResourceSpecification(
        Resource.builder(uri, uri.substring("test://".length()))
            .description("A resource for the conformance suite.")
            .mimeType(mimeType)
            .build(),
        (exchange, request) -> Mono.just(read(contents)));
  }

  private static ReadResourceResult read(ResourceContents contents) {
    return ReadResourceResult.builder(List.of(contents)).build();
  }
}
