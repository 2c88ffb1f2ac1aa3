package atlas.core.prediction;

import atlas.core.Outside;
import atlas.core.SourceReport;
import atlas.core.Words;
import atlas.core.meaning.Alike;
import atlas.core.testing.Ending;
import atlas.core.tickets.Analysis;
import atlas.core.tickets.Priorities;
import atlas.core.tickets.Tickets;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Feedback;
import atlas.model.Prediction;
import atlas.model.PredictionSource;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.SimilarTicket;
import atlas.model.Ticket;
import atlas.model.TriedScenario;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Scenarios that tend to fail on tickets like this one, and what became of each. */
public final class Predictions {
  private static final int SIMILAR = 10;
  private static final int SIMILAR_SHOWN = 5;
  private static final int USUAL_MINUTES = 45;
  private static final double COVERED = 0.5;
  private static final double OUT_OF_SCOPE = 0.6;

  /** What is to be predicted for: a ticket by its key, or a text that may become one. */
  public record Ask(
      @Nullable String ticketKey,
      @Nullable String summary,
      @Nullable String description,
      @Nullable String component,
      @Nullable String issueType,
      int topK) {}

  /** A predicted scenario; the id is absent where this server writes nothing. */
  public record Predicted(
      @Nullable String id,
      String scenario,
      double confidence,
      PredictionSource source,
      List<String> steps,
      int estimatedMinutes,
      String because) {}

  /** An edge case worth a try. */
  public record EdgeCase(String description, String criticality, String component) {}

  /**
   * Everything that is predicted.
   *
   * @param uncoveredCriteria acceptance criteria that no predicted scenario touches
   * @param degraded which source failed and what that means; null when none did
   */
  public record Answer(
      @Nullable String ticketKey,
      List<Predicted> predictions,
      List<EdgeCase> edgeCases,
      int totalEstimatedMinutes,
      List<String> uncoveredCriteria,
      List<SimilarTicket> similar,
      List<SourceReport> sources,
      @Nullable String degraded,
      List<String> effects) {}

  /** What somebody thinks of a prediction. */
  public record Rating(
      String prediction,
      Feedback feedback,
      @Nullable Integer rating,
      @Nullable String comment,
      @Nullable Integer actualMinutes) {}

  /** A prediction that was rated. */
  public record Rated(String prediction, List<String> effects) {}

  private record Asked(
      @Nullable Ticket ticket, Question question, Map<PredictionSource, Double> weights) {}

  private final Database database;
  private final Tickets tickets;
  private final InstantSource clock;
  private final Alike alike;
  private final Panel panel;
  private final Blend blend;
  private final EdgeCases edgeCases = new EdgeCases();

  /**
   * @param panel of the sources that are configured
   * @param sameness tells what several of them say in other words
   */
  public Predictions(
      Database database,
      Tickets tickets,
      Panel panel,
      Sameness sameness,
      InstantSource clock,
      Alike alike) {
    this.database = database;
    this.tickets = tickets;
    this.panel = panel;
    this.blend = new Blend(sameness);
    this.clock = clock;
    this.alike = alike;
  }

  /** Predicts, and keeps what was predicted so that it can be settled. */
  public Answer predict(Caller caller, Ask ask) {
    Asked asked = question(caller, ask);
    Question question = asked.question();
    Panel.Heard heard = panel.ask(caller, question);
    var proposals = new EnumMap<PredictionSource, List<Candidate>>(PredictionSource.class);
    heard.proposals().forEach((source, all) -> proposals.put(source, inScope(question, all)));
    List<Blend.Blended> blended = blend.of(proposals, asked.weights(), ask.topK());
    List<Predicted> predicted = blended.stream().map(b -> predicted(b, question)).toList();
    var answer =
        new Answer(
            asked.ticket() == null ? null : asked.ticket().ticketKey(),
            predicted,
            edgeCases.of(question).stream()
                .filter(e -> inScope(question, e.description()))
                .map(e -> new EdgeCase(e.description(), e.criticality(), e.component()))
                .toList(),
            predicted.stream().mapToInt(Predicted::estimatedMinutes).sum(),
            uncovered(question, predicted),
            question.similar().stream()
                .filter(s -> asked.ticket() == null || !s.id().equals(asked.ticket().id()))
                .limit(SIMILAR_SHOWN)
                .toList(),
            heard.reports(),
            heard.degraded(),
            List.of());
    return database.readOnly()
        ? answer
        : database.write(
            caller, Answer.class, tx -> Batch.keep(tx, asked.ticket(), answer, blended));
  }

  /** Notes what somebody thinks of a prediction; a later word takes an earlier one's place. */
  public Rated rate(Caller caller, Rating rating) {
    Ref ref = Ref.parse(Ref.Kind.PREDICTION, rating.prediction());
    return database.write(
        caller,
        Rated.class,
        tx -> {
          Prediction prediction =
              tx.predictions().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          tx.predictions()
              .rate(
                  prediction.id(),
                  rating.feedback().name(),
                  rating.rating(),
                  rating.comment(),
                  rating.actualMinutes());
          tx.append(
              new Event.PredictionRated(
                  prediction.id(),
                  prediction.shortId(),
                  tx.predictions().ticketKey(prediction.batchId()).orElse(null),
                  rating.feedback(),
                  rating.rating()));
          var effects = new ArrayList<String>();
          if (prediction.feedback() != null && prediction.feedback() != rating.feedback()) {
            effects.add("It was " + prediction.feedback() + " before");
          }
          return new Rated(prediction.shortId(), effects);
        });
  }

  /** Settles a session's predictions when it ends. */
  public static Ending settling() {
    return new Settling();
  }

  private Asked question(Caller caller, Ask ask) {
    if (ask.ticketKey() == null && (ask.summary() == null || ask.summary().isBlank())) {
      throw Refusal.invalid("Say what to predict for: a ticket_key, or a summary.");
    }
    Ticket ticket = ask.ticketKey() == null ? null : tickets.require(caller, ask.ticketKey());
    String[] projects = tickets.projects(caller);
    Alike.Asked like = ticket == null ? like(caller, ask) : alike.asked(caller, ticket);
    return database.read(
        caller,
        tx ->
            new Asked(
                ticket,
                question(tx, projects, ticket, like),
                Skill.weights(tx.skill().said(Instant.EPOCH, Skill.LATEST))));
  }

  private Alike.Asked like(Caller caller, Ask ask) {
    return alike.asked(
        caller,
        null,
        String.valueOf(ask.summary()),
        ask.description() == null ? "" : ask.description(),
        ask.component() == null ? List.of() : List.of(ask.component()),
        ask.issueType() == null ? "Story" : ask.issueType(),
        clock.instant());
  }

  private Question question(Tx tx, String[] projects, @Nullable Ticket ticket, Alike.Asked like) {
    Analysis analysis =
        Analysis.of(
            like.summary(), like.description(), like.components(), tx.tickets().components());
    var similar =
        new ArrayList<>(
            // What was tried on one that Jira does not have any more is worth as much.
            alike.similar(tx, projects, like, true, SIMILAR));
    // What was tried on the ticket itself is the best there is to know.
    if (ticket != null) similar.add(0, itself(ticket));
    List<TriedScenario> tried =
        tx.scenarios().triedOn(similar.stream().map(SimilarTicket::id).toArray(UUID[]::new));
    int rank = ticket == null ? Priorities.MIDDLE : ticket.priorityRank();
    String feedback = tx.predictions().feedbackOn(ticket == null ? null : ticket.id());
    return new Question(
        like.summary(),
        like.description(),
        like.components(),
        like.issueType(),
        rank,
        analysis,
        similar,
        tried,
        feedback);
  }

  private static SimilarTicket itself(Ticket ticket) {
    return new SimilarTicket(
        ticket.id(),
        ticket.ticketKey(),
        ticket.summary(),
        ticket.issueType(),
        ticket.status(),
        ticket.priority(),
        1,
        0);
  }

  private static List<Candidate> inScope(Question question, List<Candidate> candidates) {
    return candidates.stream().filter(c -> inScope(question, c.scenario())).toList();
  }

  private static boolean inScope(Question question, String scenario) {
    return question.analysis().outOfScope().stream()
        .noneMatch(line -> Words.covered(line, scenario) >= OUT_OF_SCOPE);
  }

  private static Predicted predicted(Blend.Blended blended, Question question) {
    double minutes = blended.minutes() == null ? USUAL_MINUTES : blended.minutes();
    double factor = question.priorityRank() <= 2 ? 1.2 : question.priorityRank() >= 4 ? 0.8 : 1;
    return new Predicted(
        null,
        blended.scenario(),
        blended.confidence(),
        blended.source(),
        blended.steps(),
        Math.max(1, (int) Math.round(minutes * factor)),
        blended.because());
  }

  private static List<String> uncovered(Question question, List<Predicted> predicted) {
    return question.analysis().acceptanceCriteria().stream()
        .filter(
            criterion ->
                predicted.stream()
                    .noneMatch(
                        p ->
                            Words.covered(
                                    criterion, p.scenario() + " " + String.join(" ", p.steps()))
                                >= COVERED))
        .map(criterion -> Outside.line(criterion, 500))
        .toList();
  }
}
