package atlas.integrations.flownexus;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Flow-Nexus, or whatever else answers its two requests. Opens nothing before the first. */
public final class FlowNexus {
  /** As long as its documents wait for an answer. */
  public static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          1024L * 1024);

  private static final int LONGEST_DESCRIPTION = 8_000;
  private static final int LONGEST_SCENARIO = 500;
  private static final int LONGEST_REASONING = 1_000;

  /**
   * What a ticket is like.
   *
   * @param priority highest to lowest
   */
  public record Features(
      String summary,
      String description,
      List<String> components,
      String issueType,
      String priority) {}

  /**
   * What is asked.
   *
   * @param context the scenarios that were tried on similar tickets, ticket by ticket
   */
  public record Question(Features features, List<List<String>> context, int topK) {}

  /**
   * A scenario that it proposes; its text is from outside.
   *
   * @param confidence 0 to 1
   */
  public record Guess(String scenario, double confidence, @Nullable String reasoning) {}

  private final Http http;
  private final String model;

  /**
   * @param base what stands before {@code /predict}
   * @param key sent as a bearer token
   */
  public FlowNexus(URI base, String key, String model, Http.Limits limits) {
    var remote = new Http.Remote("Flow-Nexus", "FLOW_NEXUS_URL");
    this.http = new Http(remote, base, "Bearer " + key, limits);
    this.model = model;
  }

  /** The name of the model that is asked. */
  public String model() {
    return model;
  }

  /** The request for that question, as it is sent. */
  public JsonNode request(Question question) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model_id", model);
    body.set("features", features(question.features()));
    var context = body.putArray("context");
    for (List<String> scenarios : question.context()) {
      var ticket = context.addArray();
      scenarios.forEach(ticket::add);
    }
    return body.put("top_k", question.topK());
  }

  /** A ticket's features, as they are sent. */
  public static ObjectNode features(Features features) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("summary", features.summary());
    node.put("description", cut(features.description(), LONGEST_DESCRIPTION));
    var components = node.putArray("components");
    features.components().forEach(components::add);
    return node.put("issue_type", features.issueType()).put("priority", features.priority());
  }

  /** What it proposes, at most as much as was asked for; what makes no sense is left out. */
  public List<Guess> predict(Question question, Cancellation cancellation) {
    Answer answer = http.query("predict", request(question), cancellation);
    if (!answer.ok()) throw refused(answer.status());
    JsonNode predictions = answer.json().path("predictions");
    if (!predictions.isArray()) throw broken();
    var guesses = new ArrayList<Guess>();
    for (JsonNode one : predictions.values()) {
      String scenario = one.path("scenario").asString("").strip();
      JsonNode confidence = one.path("confidence");
      if (scenario.isEmpty() || !confidence.isNumber()) continue;
      double sure = confidence.doubleValue();
      // A percentage would be another thing than a probability, and can't be told from one of 1.
      if (!(sure >= 0 && sure <= 1)) continue;
      String reasoning = one.path("reasoning").asString("").strip();
      guesses.add(
          new Guess(
              cut(scenario, LONGEST_SCENARIO),
              sure,
              reasoning.isEmpty() ? null : cut(reasoning, LONGEST_REASONING)));
      if (guesses.size() == question.topK()) break;
    }
    if (guesses.isEmpty() && !predictions.isEmpty()) throw broken();
    return guesses;
  }

  /**
   * Sends rows to learn from.
   *
   * @param path below the base
   */
  public void train(String path, JsonNode rows, Cancellation cancellation) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model_id", model).set("rows", rows);
    // Nobody waits for it, and it is long.
    Answer answer =
        http.within(Http.Limits.patient()).post(path, body, () -> Duration.ZERO, cancellation);
    if (!answer.ok()) throw refused(answer.status());
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) return text;
    boolean half = Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, half ? most - 1 : most);
  }

  private RemoteFailure refused(int status) {
    return switch (status) {
      case 401, 403 ->
          RemoteFailure.of(
              Kind.UNAUTHORIZED,
              "Flow-Nexus does not accept the key (" + status + "). Set another one.");
      case 404 ->
          RemoteFailure.of(
              Kind.NOT_FOUND,
              "Flow-Nexus has no such address or model (404). Check FLOW_NEXUS_URL, which ends"
                  + " before /predict, and FLOW_NEXUS_MODEL.");
      default -> RemoteFailure.of(Kind.REFUSED, "Flow-Nexus refuses the request (" + status + ").");
    };
  }

  private static RemoteFailure broken() {
    return RemoteFailure.of(
        Kind.BROKEN, "Flow-Nexus sent something else than predictions. Check FLOW_NEXUS_URL.");
  }
}
