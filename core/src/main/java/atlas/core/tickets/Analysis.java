package atlas.core.tickets;

import atlas.core.Words;
import atlas.model.Ticket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a ticket's text says to a tester.
 *
 * @param components with confidence 0 to 1: declared in Jira 1, named in the text less
 * @param scenarioTypes with relevance 0 to 1
 * @param acceptanceCriteria the items of that section, as they were written
 * @param outOfScope the lines of that section, as they were written
 */
public record Analysis(
    List<Component> components,
    List<ScenarioType> scenarioTypes,
    List<String> acceptanceCriteria,
    List<String> outOfScope) {

  /** A part of the product that the ticket is about. */
  public record Component(String name, double confidence) {}

  /** A kind of scenario that the words of the ticket call for. */
  public record ScenarioType(String type, double relevance) {}

  // As much as the index of words has of a description.
  private static final int LONGEST = 8_000;
  private static final double IN_SUMMARY = 0.7;
  private static final double IN_DESCRIPTION = 0.5;
  // Words that call for a kind of scenario; the kinds are those that testers' guides agree on.
  private static final Map<String, Set<String>> TYPES =
      Map.of(
          "Form submission", Words.of("form field input submit save required mandatory enter"),
          "Validation",
              Words.of("validate validation invalid error message format limit maximum minimum"),
          "Authentication and access",
              Words.of("login logout password session permission role access token sign"),
          "Workflow and state",
              Words.of("status state workflow transition approve reject step cancel"),
          "Search and listing", Words.of("search filter sort list result page paging query"),
          "Payment and amounts",
              Words.of("payment price total tax invoice refund discount currency amount card"),
          "Integration",
              Words.of("api webhook sync import export service endpoint integration callback"),
          "Performance", Words.of("slow performance timeout load fast latency seconds"),
          "Display", Words.of("display layout shown button page screen label mobile browser"),
          "Data and migration",
              Words.of("data migration duplicate record database history backup"));

  public Analysis {
    components = List.copyOf(components);
    scenarioTypes = List.copyOf(scenarioTypes);
    acceptanceCriteria = List.copyOf(acceptanceCriteria);
    outOfScope = List.copyOf(outOfScope);
  }

  /**
   * Reads a ticket.
   *
   * @param knownComponents that the user's tickets have
   */
  public static Analysis of(Ticket ticket, List<String> knownComponents) {
    return of(ticket.summary(), ticket.description(), ticket.components(), knownComponents);
  }

  /** Reads a text that may not be a ticket yet. */
  public static Analysis of(
      String summary, String description, List<String> declared, List<String> knownComponents) {
    String title = beginning(summary);
    String text = beginning(description);
    var sections = new Sections(text);
    List<String> out = sections.outOfScope();
    return new Analysis(
        components(words(title), words(without(out, text)), declared, knownComponents),
        types(title, without(out, sections.prose())),
        sections.criteria(),
        out);
  }

  /** What a ticket says it is not about calls for nothing. */
  private static String without(List<String> lines, String text) {
    String rest = text;
    for (String line : lines) rest = rest.replace(line, " ");
    return rest;
  }

  private static String beginning(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  private static List<Component> components(
      String title, String text, List<String> declared, List<String> known) {
    var components = new ArrayList<Component>();
    for (String name : declared) components.add(new Component(name, 1));
    var there = new HashSet<>(declared);
    for (String name : known) {
      String words = words(name);
      if (words.isBlank() || there.contains(name)) continue;
      if (title.contains(words)) components.add(new Component(name, IN_SUMMARY));
      else if (text.contains(words)) components.add(new Component(name, IN_DESCRIPTION));
    }
    return components;
  }

  private static String words(String text) {
    return " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
  }

  private static List<ScenarioType> types(String summary, String description) {
    Set<String> title = Words.of(summary);
    Set<String> body = Words.of(description);
    var types = new ArrayList<ScenarioType>();
    TYPES.forEach(
        (type, words) -> {
          long hits =
              2 * words.stream().filter(title::contains).count()
                  + words.stream().filter(body::contains).count();
          if (hits > 0) {
            types.add(new ScenarioType(type, Math.min(0.95, (30 + 13 * hits) / 100.0)));
          }
        });
    types.sort(
        Comparator.comparingDouble(ScenarioType::relevance)
            .reversed()
            .thenComparing(ScenarioType::type));
    return types.subList(0, Math.min(5, types.size()));
  }
}
