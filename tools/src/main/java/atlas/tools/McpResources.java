package atlas.tools;

import atlas.core.live.Subject;
import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.tools.ResourceKind.Content;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Turns our resources into the SDK's, with the errors that the protocol has for them. */
public final class McpResources {
  private static final int LONGEST_ID = 200;

  private final Questions questions;

  /**
   * @param callers who asks; asked on a thread of its own, so it may wait for the database
   */
  public McpResources(
      Calls calls, Function<McpAsyncServerExchange, Caller> callers, McpTools.InFlight inFlight) {
    this.questions =
        new Questions(new Work(calls, inFlight), callers, McpSchema.ErrorCodes.RESOURCE_NOT_FOUND);
  }

  /** The kind as the SDK wants it. */
  public AsyncResourceTemplateSpecification specification(ResourceKind kind) {
    return new AsyncResourceTemplateSpecification(
        template(kind),
        (exchange, request) ->
            questions.answer(
                exchange,
                Map.entry("uri", request.uri()),
                caller -> read(kind, caller, request.uri())));
  }

  /** What a person has one of, as the SDK wants it. */
  public AsyncResourceSpecification resource(ResourceKind single) {
    return new AsyncResourceSpecification(
        Resource.builder(single.uriTemplate(), single.name())
            .title(single.title())
            .description(single.description())
            .mimeType(single.mimeType())
            .build(),
        (exchange, request) ->
            questions.answer(
                exchange,
                Map.entry("uri", request.uri()),
                caller -> read(single, caller, request.uri())));
  }

  /** How the ids of a kind are completed. */
  public AsyncCompletionSpecification completion(ResourceKind kind) {
    return new AsyncCompletionSpecification(
        new ResourceReference(kind.uriTemplate()),
        (exchange, request) ->
            questions.answer(
                exchange,
                Map.entry("uri", kind.uriTemplate()),
                caller -> Questions.complete(kind.names(), caller, request.argument().value())));
  }

  /**
   * Finds what a client wants to hear of, and does with it what is to be done; refuses what is not
   * there.
   *
   * @param begun told of the call, so that the client may cancel it
   */
  public <T> Mono<T> subject(
      List<ResourceKind> kinds,
      String uri,
      Function<Call, Call.Registration> begun,
      Supplier<Caller> caller,
      BiFunction<Caller, Subject, T> then) {
    return questions.answer(
        begun,
        caller,
        Map.entry("uri", uri),
        known -> then.apply(known, subject(kinds, known, uri)));
  }

  /** What clients see of a kind. */
  static ResourceTemplate template(ResourceKind kind) {
    return ResourceTemplate.builder(kind.uriTemplate(), kind.name())
        .title(kind.title())
        .description(kind.description())
        .mimeType(kind.mimeType())
        .build();
  }

  private static Subject subject(List<ResourceKind> kinds, Caller caller, String uri) {
    for (ResourceKind kind : kinds) {
      if (kind.isSingle()) {
        if (!uri.equals(kind.uriTemplate())) continue;
        return Objects.requireNonNull(kind.finder()).find(caller, "");
      }
      String id = uri.startsWith(kind.address()) ? uri.substring(kind.address().length()) : "";
      if (id.isEmpty() || id.contains("/")) continue;
      if (kind.finder() == null) {
        throw Refusal.invalid(kind.title() + " never changes, so there is nothing to hear of it.");
      }
      return kind.finder().find(caller, id(kind, uri));
    }
    throw Refusal.notFound(
        "There is no such resource; resources/list and resources/templates/list show what there"
            + " is.");
  }

  private static ReadResourceResult read(ResourceKind kind, Caller caller, String uri) {
    Content content = kind.reader().read(caller, id(kind, uri));
    ResourceContents contents;
    if (content.bytes() != null) {
      String blob = Base64.getEncoder().encodeToString(content.bytes());
      contents =
          McpSchema.BlobResourceContents.builder(uri, blob).mimeType(content.mimeType()).build();
    } else {
      String text = content.text() == null ? "" : content.text();
      contents = TextResourceContents.builder(uri, text).mimeType(content.mimeType()).build();
    }
    return ReadResourceResult.builder(List.of(contents)).build();
  }

  private static String id(ResourceKind kind, String uri) {
    String id = uri.substring(uri.lastIndexOf('/') + 1);
    if (id.length() > LONGEST_ID) {
      throw Refusal.notFound("There is no " + kind.name() + " with so long a name.");
    }
    try {
      return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return id;
    }
  }
}
