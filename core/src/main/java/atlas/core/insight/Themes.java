package atlas.core.insight;

import atlas.core.Outside;
import atlas.core.insight.Pack.Kind;
import atlas.core.insight.Pack.Piece;
import atlas.core.insight.Pack.Theme;
import atlas.core.insight.Works.Label;
import atlas.core.insight.Works.Whole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts pieces of work together under what they share: first what most share of what the person and
 * Jira call it, then its project, then what is only suggested, then its category. Each piece is in
 * one theme.
 */
final class Themes {
  private static final int MOST = 8;
  private static final int LEAST_PIECES = 2;
  private static final int SHOWN = 40;

  /** What is looked at first, and what after that. */
  private static final List<Set<Kind>> ORDER =
      List.of(
          EnumSet.of(Kind.tag, Kind.component),
          EnumSet.of(Kind.project),
          EnumSet.of(Kind.suggested_tag),
          EnumSet.of(Kind.category, Kind.suggested_category));

  private Themes() {}

  static List<Theme> of(List<Whole> pieces) {
    Set<Whole> left = new LinkedHashSet<>(pieces);
    var themes = new ArrayList<Theme>();
    for (Set<Kind> kinds : ORDER) {
      Optional<Label> next = mostShared(left, kinds);
      while (next.isPresent() && themes.size() < MOST) {
        Label label = next.get();
        List<Whole> members = left.stream().filter(one -> one.labels().contains(label)).toList();
        themes.add(theme(Outside.line(label.name(), 100), label.kind(), members));
        members.forEach(left::remove);
        next = mostShared(left, kinds);
      }
    }
    if (!left.isEmpty()) themes.add(theme("Other work", Kind.other, List.copyOf(left)));
    return themes;
  }

  private static Optional<Label> mostShared(Set<Whole> pieces, Set<Kind> kinds) {
    Map<Label, Integer> counts = new HashMap<>();
    for (Whole piece : pieces) {
      for (Label label : piece.labels()) {
        if (kinds.contains(label.kind())) counts.merge(label, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= LEAST_PIECES)
        .max(
            Map.Entry.<Label, Integer>comparingByValue()
                // The same pack each time that it is asked for.
                .thenComparing(entry -> entry.getKey().name(), Comparator.reverseOrder())
                .thenComparing(entry -> entry.getKey().kind(), Comparator.reverseOrder()))
        .map(Map.Entry::getKey);
  }

  private static Theme theme(String name, Kind kind, List<Whole> members) {
    List<Piece> shown = members.stream().map(Whole::piece).limit(SHOWN).toList();
    return new Theme(name, kind, members.size(), shown);
  }
}
