package atlas.server.http;

import atlas.model.Fault;
import atlas.model.Refusal;
import atlas.server.wire.Outgoing;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP request that is being answered. */
record Visit(Request request, Response response, Callback callback) {
  private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

  /** Takes a step; whatever it throws becomes the answer. */
  void attempt(Runnable step) {
    try {
      step.run();
    } catch (Problem problem) {
      problem.write(response, callback);
    } catch (Refusal refusal) {
      Problem.of(503, refusal.sentence()).write(response, callback);
    } catch (RuntimeException failure) {
      Problem.of(500, failed(failure)).write(response, callback);
    }
  }

  @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  /** Answers with a status alone. */
  void done(int status) {
    response.setStatus(status);
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  /** Logs what went wrong and gives the sentence that a client sees instead. */
  static String failed(Throwable failure) {
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("Reference {}: {}", reference, Fault.of(failure));
    return sentence(reference);
  }

  /** The same where the SDK kept the exception to itself. */
  static String failed(Object request) {
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("Reference {}: request {} failed", reference, Outgoing.shown(request));
    return sentence(reference);
  }

  private static String sentence(String reference) {
    return "The server failed. Reference " + reference + ".";
  }
}
