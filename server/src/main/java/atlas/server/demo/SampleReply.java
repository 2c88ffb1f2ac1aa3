package atlas.server.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the sample Jira answers.
 *
 * @param body null for none
 */
record SampleReply(int status, @Nullable JsonNode body) {
  static SampleReply ok(JsonNode body) {
    return new SampleReply(200, body);
  }

  static SampleReply created(JsonNode body) {
    return new SampleReply(201, body);
  }

  static SampleReply done(int status) {
    return new SampleReply(status, null);
  }

  static SampleReply errors(int status, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("errorMessages").add(message);
    body.putObject("errors");
    return new SampleReply(status, body);
  }

  /** What is wrong with one of the fields that were sent. */
  static SampleReply fieldError(String field, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("errorMessages");
    body.putObject("errors").put(field, message);
    return new SampleReply(400, body);
  }

  static SampleReply malformed() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("errorMessages")
        .add("Invalid request payload. Refer to the REST API documentation and try again.");
    return new SampleReply(400, body);
  }

  static SampleReply noIssue() {
    return errors(404, "Issue does not exist or you do not have permission to see it.");
  }

  static SampleReply noEndpoint(String method, String path) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "about:blank").put("title", "Not Found").put("status", 404);
    body.put("detail", "No endpoint " + method + " " + path + ".").put("instance", path);
    return new SampleReply(404, body);
  }

  /** A page of a list, from where it was asked for. */
  static SampleReply list(String name, List<? extends JsonNode> all, SampleRest.Request request) {
    int start = request.number("startAt", 0);
    int most = request.number("maxResults", 50);
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.put("startAt", start).put("maxResults", most).put("total", all.size());
    var shown = page.putArray(name);
    all.stream().skip(start).limit(most).forEach(shown::add);
    return ok(page);
  }
}
