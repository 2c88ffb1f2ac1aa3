package atlas.core.prediction;

import atlas.core.Words;
import atlas.core.tickets.Analysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.type.TypeReference;

/** Edge cases that components and issue types are known for; data, not code. */
final class EdgeCases {
  private static final int MOST = 10;

  /**
   * An edge case.
   *
   * @param criticality high, medium or low
   * @param component it belongs to, or the issue type
   */
  record EdgeCase(String description, String criticality, String component) {}

  private record Entry(
      List<String> components, List<String> issueTypes, String description, String criticality) {}

  private final Lazy<List<Entry>> entries =
      new Lazy<>(() -> Templates.read("edge-cases.json", new TypeReference<List<Entry>>() {}));

  /** Those for the components of a ticket first, then those for its type. */
  List<EdgeCase> of(Question question) {
    var cases = new ArrayList<EdgeCase>();
    for (Entry entry : entries.get()) {
      for (Analysis.Component component : question.analysis().components()) {
        var words = Words.of(component.name());
        if (entry.components().stream().anyMatch(w -> words.containsAll(Words.of(w)))) {
          cases.add(new EdgeCase(entry.description(), entry.criticality(), component.name()));
          break;
        }
      }
    }
    String type = question.issueType().toLowerCase(Locale.ROOT);
    for (Entry entry : entries.get()) {
      if (entry.issueTypes().contains(type)) {
        cases.add(new EdgeCase(entry.description(), entry.criticality(), question.issueType()));
      }
    }
    return List.copyOf(cases.subList(0, Math.min(MOST, cases.size())));
  }
}
