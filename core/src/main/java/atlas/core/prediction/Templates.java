package atlas.core.prediction;

import atlas.core.Outside;
import atlas.core.Words;
import atlas.core.tickets.Analysis;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.PredictionSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import tools.jackson.core.type.TypeReference;

/** What experienced testers try on any ticket of a type or component; data, not code. */
public final class Templates implements Predictor {
  private static final int MOST = 10;

  /**
   * A scenario for tickets of some kind.
   *
   * @param issueTypes it is for, in lower case; empty is any
   * @param components words that a component or kind of scenario must share one of; empty is any
   */
  record Template(
      List<String> issueTypes,
      List<String> components,
      String scenario,
      List<String> steps,
      int minutes,
      double confidence) {}

  private final Supplier<List<Template>> templates;

  private Templates(Supplier<List<Template>> templates) {
    this.templates = templates;
  }

  /** The templates that ATLAS ships. */
  public static Templates shipped() {
    return new Templates(
        new Lazy<>(() -> read("templates.json", new TypeReference<List<Template>>() {})));
  }

  static <T> T read(String name, TypeReference<T> type) {
    try (InputStream in =
        Objects.requireNonNull(Templates.class.getResourceAsStream("/atlas/core/" + name), name)) {
      return Json.MAPPER.readValue(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PredictionSource source() {
    return PredictionSource.template;
  }

  @Override
  public List<Candidate> predict(Caller caller, Question question) {
    var candidates = new ArrayList<Candidate>();
    for (Template template : templates.get()) {
      boolean byType =
          template.issueTypes().contains(question.issueType().toLowerCase(Locale.ROOT));
      if (!template.issueTypes().isEmpty() && !byType) continue;
      String component = shared(template, question);
      if (!template.components().isEmpty() && component.isEmpty()) continue;
      candidates.add(
          new Candidate(
              template.scenario(),
              template.confidence(),
              template.steps(),
              template.minutes(),
              because(question, byType, component)));
    }
    candidates.sort(Comparator.comparingDouble(Candidate::confidence).reversed());
    return candidates.subList(0, Math.min(MOST, candidates.size()));
  }

  /** The component or kind of scenario of the ticket that a template is for; empty if none. */
  private static String shared(Template template, Question question) {
    for (Analysis.Component component : question.analysis().components()) {
      if (matches(template, component.name())) return component.name();
    }
    for (Analysis.ScenarioType type : question.analysis().scenarioTypes()) {
      if (matches(template, type.type())) return type.type();
    }
    return "";
  }

  private static boolean matches(Template template, String name) {
    var words = Words.of(name);
    return template.components().stream().anyMatch(w -> words.containsAll(Words.of(w)));
  }

  private static String because(Question question, boolean byType, String component) {
    String type = Outside.line(question.issueType(), 60);
    if (byType && !component.isEmpty()) {
      return "Usual for a " + type + " in " + Outside.line(component, 60);
    }
    if (!component.isEmpty()) return "Usual where " + Outside.line(component, 60) + " is concerned";
    return byType ? "Usual for a " + type : "Usual for any ticket";
  }
}
