package atlas.core.prediction;

import atlas.core.Outside;
import atlas.core.sync.Remote;
import atlas.integrations.flownexus.FlowNexus;
import atlas.model.Caller;
import atlas.model.PredictionSource;
import atlas.model.SimilarTicket;
import atlas.model.TriedScenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a neural backend proposes, which is told what was tried on similar tickets. */
public final class Neural implements Predictor {
  private static final int MOST = 10;
  private static final int MOST_OF_A_TICKET = 20;
  private static final List<String> PRIORITIES =
      List.of("highest", "high", "medium", "low", "lowest");

  private final FlowNexus backend;

  public Neural(FlowNexus backend) {
    this.backend = backend;
  }

  @Override
  public PredictionSource source() {
    return PredictionSource.neural;
  }

  @Override
  public List<Candidate> predict(Caller caller, Question question) {
    var candidates = new ArrayList<Candidate>();
    for (FlowNexus.Guess guess : backend.predict(asked(question), Remote.cancellation(caller))) {
      String because =
          guess.reasoning() == null
              ? "Flow-Nexus proposes it"
              : "Flow-Nexus: " + Outside.line(guess.reasoning(), 400);
      candidates.add(new Candidate(guess.scenario(), guess.confidence(), List.of(), null, because));
    }
    return candidates;
  }

  @Override
  public String hangsOn(Question question) {
    // What was asked says what the ticket was and what was tried; what somebody thought of earlier
    // proposals for it is all that could make another answer of it.
    return backend.request(asked(question)) + " " + question.feedback();
  }

  private static FlowNexus.Question asked(Question question) {
    Map<String, List<String>> tried = new LinkedHashMap<>();
    for (SimilarTicket ticket : question.similar()) {
      tried.put(ticket.ticketKey(), new ArrayList<>());
    }
    for (TriedScenario scenario : question.tried()) {
      List<String> names = tried.get(scenario.ticketKey());
      if (names != null && names.size() < MOST_OF_A_TICKET) names.add(scenario.name());
    }
    return new FlowNexus.Question(
        features(
            question.summary(),
            question.description(),
            question.components(),
            question.issueType(),
            question.priorityRank()),
        tried.values().stream().filter(names -> !names.isEmpty()).toList(),
        MOST);
  }

  /** A ticket as the backend is told of it, to predict for it and to learn from it. */
  static FlowNexus.Features features(
      String summary, String description, List<String> components, String type, int rank) {
    return new FlowNexus.Features(
        summary, description, components, type, PRIORITIES.get(Math.min(5, Math.max(1, rank)) - 1));
  }
}
