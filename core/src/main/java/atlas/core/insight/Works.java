package atlas.core.insight;

import atlas.core.Outside;
import atlas.core.insight.Pack.Kind;
import atlas.core.insight.Pack.Piece;
import atlas.model.Evidence;
import atlas.model.EvidenceSource;
import atlas.storage.PackTable.About;
import atlas.storage.PackTable.Work;
import atlas.storage.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of a period as pieces of work: what belongs to one ticket is one, wherever it was
 * seen.
 *
 * @param pieces the latest first
 * @param done tasks and merge requests of tickets that were not resolved
 */
record Works(List<Whole> pieces, List<Piece> done) {
  private static final int MOST_CITES = 8;
  private static final String RESOLVED = "resolved";
  // What GitLab calls a merge request that came in.
  private static final String MERGED = "merged";
  private static final Set<String> BUILT = Set.of("merge request", "commit");

  /** What a piece may be put under. */
  record Label(Kind kind, String name) {}

  /** A piece of work and all that it may be put under. */
  record Whole(Piece piece, Set<Label> labels) {}

  static Works of(Tx tx, List<Work> work, Period period) {
    Map<String, List<Work>> byPiece = new LinkedHashMap<>();
    for (Work one : work) {
      String piece = Objects.requireNonNullElseGet(one.ticketKey(), () -> one.id().toString());
      byPiece.computeIfAbsent(piece, any -> new ArrayList<>()).add(one);
    }
    String[] keys =
        work.stream()
            .map(Work::ticketKey)
            .filter(Objects::nonNull)
            .distinct()
            .toArray(String[]::new);
    Map<String, About> tickets =
        tx.packs().about(keys).stream()
            .collect(Collectors.toMap(About::ticketKey, Function.identity()));
    List<Whole> pieces =
        byPiece.entrySet().stream()
            .map(entry -> whole(entry.getValue(), tickets.get(entry.getKey()), period))
            .toList();
    return new Works(pieces, done(work, pieces, period));
  }

  private static Whole whole(List<Work> work, @Nullable About ticket, Period period) {
    Work latest = work.get(0);
    Work eldest = work.get(work.size() - 1);
    String title = ticket == null ? latest.title() : ticket.summary();
    // First what shows its end, however much was said of it later; then the work.
    List<String> cites =
        work.stream()
            .sorted(
                Comparator.<Work, Boolean>comparing(one -> !isResolved(one))
                    .thenComparing(one -> !isMerged(one))
                    .thenComparing(one -> !isWork(one)))
            .limit(MOST_CITES)
            .map(one -> Packs.evidence(one.number()))
            .toList();
    var piece =
        new Piece(
            latest.ticketKey(),
            Outside.line(title),
            period.day(eldest.happenedAt()),
            period.day(latest.happenedAt()),
            finished(work, ticket, period),
            cites,
            work.size() - cites.size());
    return new Whole(piece, labels(work, ticket));
  }

  /**
   * When the ticket was resolved: as its copy says, or evidence of one that was never copied or
   * that Jira does not say it of. One of somebody else's is finished by who worked on it, not by
   * who reviewed or wrote below it. That a task of it is done, or a branch merged, says nothing of
   * the ticket; what belongs to none is the piece itself.
   */
  private static @Nullable LocalDate finished(
      List<Work> work, @Nullable About ticket, Period period) {
    Work latest = work.get(0);
    if (latest.ticketKey() == null) {
      return isDone(latest) ? period.day(latest.happenedAt()) : null;
    }
    if (ticket == null || ticket.done() && ticket.resolvedAt() == null) {
      return work.stream()
          .filter(Works::isResolved)
          .findFirst()
          .map(one -> period.day(one.happenedAt()))
          .orElse(null);
    }
    if (!ticket.own() && work.stream().noneMatch(Works::isWork)) return null;
    Instant resolved = ticket.resolvedAt();
    return resolved != null && !resolved.isBefore(period.begin()) && resolved.isBefore(period.end())
        ? period.day(resolved)
        : null;
  }

  /** Whether it tells that an issue of the user's was resolved. */
  private static boolean isResolved(Work one) {
    return one.source() == EvidenceSource.jira && one.suggestedTags().contains(RESOLVED);
  }

  /** Whether it tells of work on its ticket itself. */
  private static boolean isWork(Work one) {
    return switch (one.source()) {
      case session, task, manual, upload -> true;
      case jira -> isResolved(one);
      case gitlab -> one.suggestedTags().stream().anyMatch(BUILT::contains);
      case decision -> false;
    };
  }

  /** Whether it tells of something that came to its end and was not begun again. */
  private static boolean isDone(Work one) {
    return one.source() == EvidenceSource.task && !one.reopened() || isMerged(one);
  }

  private static boolean isMerged(Work one) {
    return one.source() == EvidenceSource.gitlab && one.suggestedTags().contains(MERGED);
  }

  /** What was done of tickets that were not resolved. */
  private static List<Piece> done(List<Work> work, List<Whole> pieces, Period period) {
    Set<String> resolved =
        pieces.stream()
            .map(Whole::piece)
            .filter(piece -> piece.finishedOn() != null && piece.ticketKey() != null)
            .map(Piece::ticketKey)
            .collect(Collectors.toSet());
    return work.stream()
        .filter(one -> isDone(one) && one.ticketKey() != null)
        .filter(one -> !resolved.contains(one.ticketKey()))
        .map(
            one -> {
              LocalDate day = period.day(one.happenedAt());
              List<String> cites = List.of(Packs.evidence(one.number()));
              return new Piece(null, Outside.line(one.title()), day, day, day, cites, 0);
            })
        .toList();
  }

  private static Set<Label> labels(List<Work> work, @Nullable About ticket) {
    var labels = new LinkedHashSet<Label>();
    if (ticket != null) {
      for (String component : ticket.components()) labels.add(new Label(Kind.component, component));
    }
    for (Work one : work) {
      for (String tag : one.tags()) labels.add(new Label(Kind.tag, tag));
      // What ATLAS suggests for a session is how it went, and no theme.
      if (one.source() != EvidenceSource.session) {
        for (String tag : one.suggestedTags()) labels.add(new Label(Kind.suggested_tag, tag));
      }
      Kind kind = one.categorySuggested() ? Kind.suggested_category : Kind.category;
      if (!one.category().equals(Evidence.GENERAL)) labels.add(new Label(kind, one.category()));
    }
    if (ticket != null && ticket.projectName() != null) {
      labels.add(new Label(Kind.project, ticket.projectName()));
    }
    return labels;
  }
}
