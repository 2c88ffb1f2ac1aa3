package atlas.core.testing;

import atlas.core.Outside;
import atlas.core.tickets.Analysis;
import atlas.model.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The charter that is offered for a ticket when nobody gave one, in Elisabeth Hendrickson's form:
 * explore (target) with (resources) to discover (information).
 */
final class Charter {
  private static final int LONGEST = 1_000;
  private static final int MOST_COMPONENTS = 3;
  private static final int MOST_TYPES = 2;

  private Charter() {}

  /** Made of what the ticket's text says to a tester. */
  static String offered(Ticket ticket, Analysis analysis) {
    return Outside.line(
        "Explore \""
            + ticket.summary()
            + "\" with "
            + String.join(" and ", resources(analysis))
            + " to discover "
            + information(ticket, analysis),
        LONGEST);
  }

  private static List<String> resources(Analysis analysis) {
    var with = new ArrayList<String>();
    analysis.components().stream().limit(MOST_COMPONENTS).forEach(c -> with.add(c.name()));
    int criteria = analysis.acceptanceCriteria().size();
    if (criteria == 1) with.add("its acceptance criterion");
    if (criteria > 1) with.add("its " + criteria + " acceptance criteria");
    if (with.isEmpty()) with.add("what the issue says");
    return with;
  }

  private static String information(Ticket ticket, Analysis analysis) {
    boolean bug = ticket.issueType().equalsIgnoreCase("bug");
    String first =
        bug
            ? "whether it is fixed"
            : analysis.acceptanceCriteria().isEmpty() ? "what breaks it" : "whether they hold";
    String types =
        analysis.scenarioTypes().stream()
            .limit(MOST_TYPES)
            .map(t -> t.type().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or in "));
    return first + " and what " + (types.isEmpty() ? "it breaks" : "goes wrong in " + types);
  }
}
