package atlas.tools;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.tools.ResourceKind.Content;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult.CompleteCompletion;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Turns our resources into the SDK's, with the errors that the protocol has for them. */
public final class McpResources {
  private static final Logger log = LoggerFactory.getLogger(McpResources.class);

  /** The code for a "no" that is neither a wrong address nor a failure; the data says which. */
  private static final int REFUSED = -32000;

  private static final int MOST_COMPLETIONS = 100;
  private static final int LONGEST_ID = 200;

  private final Work work;
  private final Function<McpAsyncServerExchange, Caller> callers;

  /**
   * @param callers who asks; asked on a thread of its own, so it may wait for the database
   */
  public McpResources(
      Calls calls, Function<McpAsyncServerExchange, Caller> callers, McpTools.InFlight inFlight) {
    this.work = new Work(calls, inFlight);
    this.callers = callers;
  }

  /** The kind as the SDK wants it. */
  public AsyncResourceTemplateSpecification specification(ResourceKind kind) {
    return new AsyncResourceTemplateSpecification(
        template(kind),
        (exchange, request) ->
            answer(exchange, request.uri(), caller -> read(kind, caller, request.uri())));
  }

  /** How the ids of a kind are completed. */
  public AsyncCompletionSpecification completion(ResourceKind kind) {
    return new AsyncCompletionSpecification(
        new ResourceReference(kind.uriTemplate()),
        (exchange, request) ->
            answer(
                exchange,
                kind.uriTemplate(),
                caller -> complete(kind, caller, request.argument().value())));
  }

  /** What clients see of a kind. */
  static ResourceTemplate template(ResourceKind kind) {
    return ResourceTemplate.builder(kind.uriTemplate(), kind.name())
        .title(kind.title())
        .description(kind.description())
        .mimeType(kind.mimeType())
        .build();
  }

  private <T> Mono<T> answer(
      McpAsyncServerExchange exchange, String uri, Function<Caller, T> asked) {
    return Mono.defer(
            () -> {
              Call call = Call.plain();
              return work.<Mono<T>>run(
                  exchange,
                  call,
                  () -> answered(exchange, call, uri, asked),
                  refusal -> Mono.error(error(refusal, uri)));
            })
        .flatMap(Function.identity());
  }

  private <T> Mono<T> answered(
      McpAsyncServerExchange exchange, Call call, String uri, Function<Caller, T> asked) {
    try {
      if (call.cancelled()) throw work.tooLong();
      Caller caller = callers.apply(exchange).in(call);
      if (!caller.may(Scope.READ)) {
        throw Refusal.forbidden(
            "This token may not read; make one with: atlas token create --scope read");
      }
      return Mono.just(asked.apply(caller));
    } catch (Refusal refusal) {
      return Mono.error(error(refusal, uri));
    } catch (CancellationException cancelled) {
      return Mono.error(error(work.tooLong(), uri));
    } catch (RuntimeException | Error bug) {
      log.error("A resource can't be read: {}", Fault.of(bug));
      return Mono.error(
          McpError.builder(McpSchema.ErrorCodes.INTERNAL_ERROR)
              .message("The server failed; its log says why.")
              .build());
    }
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

  private static CompleteResult complete(ResourceKind kind, Caller caller, String prefix) {
    if (prefix.length() > LONGEST_ID) return new CompleteResult(completion(List.of(), false));
    List<String> names = kind.names().beginning(caller, prefix.strip(), MOST_COMPLETIONS + 1);
    boolean more = names.size() > MOST_COMPLETIONS;
    return new CompleteResult(completion(more ? names.subList(0, MOST_COMPLETIONS) : names, more));
  }

  private static CompleteCompletion completion(List<String> values, boolean more) {
    return new CompleteCompletion(List.copyOf(values), more ? null : values.size(), more);
  }

  /**
   * Where the address names nothing, the protocol's own error; else ours, with the kind of "no".
   */
  private static McpError error(Refusal refusal, String uri) {
    int code =
        switch (refusal.kind()) {
          case NOT_FOUND -> McpSchema.ErrorCodes.RESOURCE_NOT_FOUND;
          case INVALID -> McpSchema.ErrorCodes.INVALID_PARAMS;
          case CONFLICT, FORBIDDEN, UNAVAILABLE -> REFUSED;
        };
    var data = new HashMap<String, Object>();
    data.put("uri", uri.length() > 2 * LONGEST_ID ? uri.substring(0, 2 * LONGEST_ID) : uri);
    data.put("code", refusal.kind().word());
    if (!refusal.details().isEmpty()) data.put("details", refusal.details());
    return McpError.builder(code).message(refusal.sentence()).data(data).build();
  }
}
