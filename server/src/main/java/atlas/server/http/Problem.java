package atlas.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An HTTP error; its body is a JSON-RPC error envelope with a sentence of ours, never a cause's.
 */
final class Problem extends RuntimeException {
  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final int status;
  private final int code;
  private final String sentence;
  private final transient @Nullable Object id;
  private final Map<String, String> headers;

  private Problem(
      int status, int code, String sentence, @Nullable Object id, Map<String, String> headers) {
    super(sentence, null, false, false);
    this.status = status;
    this.code = code;
    this.sentence = sentence;
    this.id = id;
    this.headers = headers;
  }

  Problem(int status, int code, String sentence) {
    this(status, code, sentence, null, Map.of());
  }

  /** A client error that concerns HTTP rather than what was asked. */
  static Problem of(int status, String sentence) {
    return new Problem(status, status < 500 ? INVALID_REQUEST : INTERNAL_ERROR, sentence);
  }

  Problem answering(@Nullable Object requestId) {
    return new Problem(status, code, sentence, requestId, headers);
  }

  Problem with(HttpHeader header, String value) {
    return new Problem(status, code, sentence, id, Map.of(header.asString(), value));
  }

  int status() {
    return status;
  }

  void write(Response response, Callback callback) {
    if (response.isCommitted()) {
      callback.failed(this);
      return;
    }
    response.setStatus(status);
    headers.forEach(response.getHeaders()::put);
    // Who is refused before the body has come must not use the connection again, and is told so.
    if (!response.getHeaders().contains(HttpHeader.CONNECTION)
        && !response.getRequest().consumeAvailable()) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    json(response, envelope(), callback);
  }

  private byte[] envelope() {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    envelope.put("jsonrpc", "2.0");
    envelope.set("id", JSON.valueToTree(id));
    envelope.putObject("error").put("code", code).put("message", sentence);
    return envelope.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a whole JSON body. */
  static void json(Response response, byte[] body, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
