package atlas.core.prediction;

import atlas.core.learning.Escapes;
import atlas.core.learning.Learned;
import atlas.core.testing.Ending;
import atlas.core.testing.Sessions;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Counted;
import atlas.model.LearningEvent;
import atlas.model.Pattern;
import atlas.model.PatternType;
import atlas.model.Prediction;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Result;
import atlas.model.Scenario;
import atlas.model.Session;
import atlas.model.Ticket;
import atlas.storage.Database;
import atlas.storage.Tx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Scenarios as they went over all sessions: learned when a session ends, listed, retired. */
public final class Patterns implements Ending {
  private static final int MOST_COMPONENTS = 3;
  private static final int MOST_KNOWN = 500;
  private static final Set<Result> TRIED =
      Set.of(Result.passed, Result.failed, Result.cannot_reproduce);

  /** Some patterns, and how many there are. */
  public record Page(List<Pattern> patterns, int count) {}

  private final Database database;
  // By the words: no model is asked in a transaction.
  private final Sameness sameness = new SameWords();

  public Patterns(Database database) {
    this.database = database;
  }

  /**
   * The surest first.
   *
   * @param all with those that were retired
   */
  public Page list(Caller caller, boolean all, int limit) {
    return database.read(
        caller, tx -> new Page(tx.patterns().list(all, limit), tx.patterns().count(all)));
  }

  /** Takes a pattern out of what is proposed; it goes on counting. */
  public Pattern retire(Caller caller, String named, @Nullable String reason) {
    Ref ref = Ref.parse(Ref.Kind.PATTERN, named);
    return database.write(
        caller,
        tx -> {
          Pattern pattern = tx.patterns().find(ref.id(), ref.number()).orElseThrow(ref::missing);
          if (!tx.patterns().retire(pattern.id())) {
            throw Refusal.conflict(pattern.shortId() + " was retired before.");
          }
          tx.append(
              new LearningEvent.PatternRetired(
                  pattern.id(), pattern.shortId(), pattern.name(), reason));
          return tx.patterns().find(pattern.id(), null).orElseThrow();
        });
  }

  @Override
  public Step prepare(Caller caller, Sessions.End end) {
    return (tx, session) -> {
      var effects = new ArrayList<>(learn(tx, session));
      effects.addAll(Escapes.from(tx, session));
      return effects;
    };
  }

  private List<String> learn(Tx tx, Session session) {
    List<Scenario> tried =
        tx.scenarios().ofSession(session.id()).stream()
            .filter(s -> s.activity() == Activity.test && TRIED.contains(s.result()))
            .toList();
    if (tried.isEmpty()) return List.of();
    Ticket ticket = tx.tickets().find(session.ticketKey()).orElseThrow();
    var learned = new LinkedHashSet<Pattern>();
    var confirmed = new LinkedHashSet<Pattern>();
    var patternIds = new ArrayList<UUID>();
    var scenarioIds = new ArrayList<UUID>();
    List<Prediction> predictions = tx.predictions().ofSession(session.id());
    tx.patterns().alone();
    for (String component : components(ticket)) {
      var known = new ArrayList<>(tx.patterns().of(component, ticket.issueType(), MOST_KNOWN));
      int before = known.size();
      List<Integer> places = places(known, tried);
      for (int i = 0; i < tried.size(); i++) {
        Scenario scenario = tried.get(i);
        int place = places.get(i);
        if (place == known.size()) {
          known.add(begun(tx, ticket, component, scenario, predictions));
        }
        (place < before ? confirmed : learned).add(known.get(place));
        patternIds.add(known.get(place).id());
        scenarioIds.add(scenario.id());
      }
    }
    tx.patterns().run(patternIds.toArray(UUID[]::new), scenarioIds.toArray(UUID[]::new));
    Learned.recount(tx, Set.copyOf(patternIds));
    tx.append(
        new LearningEvent.PatternsLearned(
            session.id(),
            session.shortId(),
            session.ticketKey(),
            learned.stream().map(Pattern::shortId).toList(),
            confirmed.stream().map(Pattern::shortId).toList()));
    return List.of(
        "%s learned, %d counted again"
            .formatted(Counted.of(learned.size(), "pattern"), confirmed.size()));
  }

  private static List<@Nullable String> components(Ticket ticket) {
    if (ticket.components().isEmpty()) return Collections.singletonList(null);
    return new ArrayList<>(
        ticket.components().subList(0, Math.min(MOST_COMPONENTS, ticket.components().size())));
  }

  /** For each scenario its pattern's place; new ones follow those that are known. */
  private List<Integer> places(List<Pattern> known, List<Scenario> tried) {
    Sameness.Same same =
        sameness.of(
            Stream.concat(known.stream().map(Pattern::name), tried.stream().map(Scenario::name))
                .toList());
    // The text by which each pattern is known: its name, or the first scenario of a new one.
    var texts = new ArrayList<Integer>();
    for (int i = 0; i < known.size(); i++) texts.add(i);
    var places = new ArrayList<Integer>();
    for (int i = 0; i < tried.size(); i++) {
      int text = known.size() + i;
      int place = 0;
      while (place < texts.size() && !same.are(texts.get(place), text)) place++;
      if (place == texts.size()) texts.add(text);
      places.add(place);
    }
    return places;
  }

  private static Pattern begun(
      Tx tx,
      Ticket ticket,
      @Nullable String component,
      Scenario scenario,
      List<Prediction> predictions) {
    List<String> steps =
        predictions.stream()
            .filter(p -> p.id().equals(scenario.predictionId()))
            .findFirst()
            .map(Prediction::steps)
            .orElse(List.of());
    var pattern =
        new Pattern(
            tx.newId(),
            tx.nextNumber(Ref.Kind.PATTERN),
            scenario.name(),
            PatternType.effective_scenario,
            component,
            ticket.issueType(),
            steps,
            0,
            0,
            0,
            0,
            null,
            0,
            true,
            tx.at());
    tx.patterns().insert(pattern);
    return pattern;
  }
}
