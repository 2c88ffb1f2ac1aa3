package atlas.core.memory;

import atlas.model.Criterion;
import atlas.model.Evidence;
import atlas.model.EvidenceSource;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.model.Task;
import atlas.storage.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What shows each criterion of a task, as a caller wrote it down, line by line. */
final class Proof {
  private static final Pattern NUMBERED =
      Pattern.compile("(?s)(?:[Tt]-\\d+\\.)?(\\d{1,4})\\s*: *(.+)");
  private static final Pattern ARTIFACT = Pattern.compile("[Rr]-\\d{1,9}");
  private static final Pattern EVIDENCE = Pattern.compile("[Ee]-\\d{1,9}");
  private static final Pattern SESSION = Pattern.compile("[Ss]-\\d{1,9}");

  private final Tx tx;
  private final Task task;
  private final Map<Integer, String> evidence = new HashMap<>();
  private final Map<Integer, String> waivers = new HashMap<>();
  private @Nullable String evidenceOfRest;
  private @Nullable String waiverOfRest;
  private boolean byEvidence;

  Proof(Tx tx, Task task, List<Criterion> criteria, List<String> evidence, List<String> waivers) {
    this.tx = tx;
    this.task = task;
    List<Integer> numbers = criteria.stream().map(Criterion::number).toList();
    evidenceOfRest = sort(task, numbers, evidence, this.evidence);
    waiverOfRest = sort(task, numbers, waivers, this.waivers);
    for (Integer number : this.evidence.keySet()) {
      if (this.waivers.containsKey(number)) {
        throw Refusal.invalid(
            "Criterion " + task.shortId() + "." + number + " has evidence or a waiver, not both.");
      }
    }
    if (evidenceOfRest != null && waiverOfRest != null) {
      throw Refusal.invalid("Say with its number which criterion is shown and which is waived.");
    }
  }

  /** What was said of all criteria that were not named; of the task, where it has none. */
  @Nullable String rest() {
    return evidenceOfRest == null ? waiverOfRest : evidenceOfRest;
  }

  /** Whether evidence that was there shows a criterion. */
  boolean byEvidence() {
    return byEvidence;
  }

  /** The criterion with what was said of it. What was settled before stays, if nothing was. */
  Criterion settle(Criterion criterion) {
    int number = criterion.number();
    String waiver = waivers.get(number);
    String shown = evidence.get(number);
    if (waiver == null && shown == null) {
      if (criterion.state() != Criterion.State.open) return criterion;
      waiver = waiverOfRest;
      shown = evidenceOfRest;
    }
    return waiver != null
        ? settled(criterion, Criterion.State.waived, null, null, null, waiver)
        : met(criterion, shown);
  }

  private Criterion met(Criterion criterion, @Nullable String shown) {
    UUID artifact = null;
    UUID session = null;
    String words = shown;
    if (shown != null && ARTIFACT.matcher(shown).matches()) {
      Ref ref = Ref.parse(Ref.Kind.ARTIFACT, shown);
      artifact = tx.artifacts().find(ref.id(), ref.number()).orElseThrow(ref::missing).id();
      words = null;
    } else if (shown != null && SESSION.matcher(shown).matches()) {
      Ref ref = Ref.parse(Ref.Kind.SESSION, shown);
      session = tx.sessions().find(ref.id(), ref.number()).orElseThrow(ref::missing).id();
      words = null;
    } else if (shown != null && EVIDENCE.matcher(shown).matches()) {
      Ref ref = Ref.parse(Ref.Kind.EVIDENCE, shown);
      Evidence there = tx.evidence().find(ref.id(), ref.number()).orElseThrow(ref::missing);
      words = there.shortId();
      byEvidence |= isMore(there);
    }
    return settled(criterion, Criterion.State.met, artifact, session, words, null);
  }

  /** Whether it is more than the task itself, and than words that somebody wrote down. */
  private boolean isMore(Evidence there) {
    return there.source() == EvidenceSource.manual
        ? there.sourceUrl() != null
        : !there.sourceId().equals(task.id().toString());
  }

  private Criterion settled(
      Criterion criterion,
      Criterion.State state,
      @Nullable UUID artifact,
      @Nullable UUID session,
      @Nullable String words,
      @Nullable String waiver) {
    return new Criterion(
        criterion.id(),
        criterion.taskId(),
        criterion.number(),
        criterion.position(),
        criterion.text(),
        state,
        artifact,
        session,
        words,
        waiver,
        tx.at(),
        tx.caller().actor());
  }

  /** Puts what has a number where it belongs, and gives back what has none. */
  private static @Nullable String sort(
      Task task, List<Integer> numbers, List<String> lines, Map<Integer, String> into) {
    String rest = null;
    for (String line : lines) {
      Matcher numbered = NUMBERED.matcher(line.strip());
      if (!numbered.matches()) {
        if (rest != null) {
          throw Refusal.invalid("Say with its number which criterion each line is about.");
        }
        rest = line.strip();
        continue;
      }
      Integer number = Integer.valueOf(numbered.group(1));
      if (!numbers.contains(number)) throw unknown(task, number, numbers);
      if (numbered.group(2).isBlank()) {
        throw Refusal.invalid("Say what is so of criterion " + task.shortId() + "." + number + ".");
      }
      if (into.put(number, numbered.group(2).strip()) != null) {
        throw Refusal.invalid("Criterion " + task.shortId() + "." + number + " is named twice.");
      }
    }
    return rest == null || rest.isEmpty() ? null : rest;
  }

  private static Refusal unknown(Task task, int number, List<Integer> numbers) {
    String there =
        numbers.isEmpty()
            ? "it has none"
            : "there are " + numbers.toString().replaceAll("[\\[\\]]", "");
    return Refusal.notFound(
        "There is no criterion %s.%d; %s. What is about all of them has no number before it."
            .formatted(task.shortId(), number, there));
  }
}
