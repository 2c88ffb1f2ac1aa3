package atlas.core.evidence;

import atlas.core.evidence.Evidences.Add;
import atlas.core.evidence.Evidences.Added;
import atlas.core.evidence.Evidences.Said;
import atlas.core.evidence.Uploads.Read;
import atlas.core.insight.Insights;
import atlas.core.tickets.TicketKeys;
import atlas.model.Evidence;
import atlas.model.EvidenceAnalysis;
import atlas.model.EvidenceEvent;
import atlas.model.EvidenceFile;
import atlas.model.EvidenceSource;
import atlas.model.Json;
import atlas.model.Ref;
import atlas.model.Refusal;
import atlas.storage.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One piece of evidence on its way in by hand, or a change of one. */
final class Adding {
  private static final int MOST_FILES = 20;
  // Clocks differ, and so do days.
  private static final Duration AHEAD = Duration.ofDays(1);

  private final Add add;
  private final TicketKeys keys;
  // A model's are kept beside it.
  private final @Nullable String category;
  private final @Nullable List<String> tags;

  /** Refuses what can't be added whatever there is. */
  Adding(TicketKeys keys, Add add) {
    this.add = add;
    this.keys = keys;
    if (add.ticketKey() != null) keys.parse(add.ticketKey());
    boolean suggests = add.said() != null;
    category = suggests || add.category() == null ? null : category(add.category());
    tags = suggests || add.tags() == null ? null : NewEvidence.names(add.tags());
    if (add.sourceUrl() != null && !NewEvidence.isAddress(add.sourceUrl())) {
      throw Refusal.invalid("source_url must begin with https:// or http://.");
    }
    boolean nothing = add.content() == null && add.attachments().isEmpty();
    if (add.evidence() == null && (nothing || add.title() == null && add.content() != null)) {
      throw Refusal.invalid(
          "New evidence needs a title and content, or attachments; to change one, say which with"
              + " evidence.");
    }
  }

  private static String category(String given) {
    if (given.isBlank()) throw Refusal.invalid("A category needs words.");
    return NewEvidence.name(given);
  }

  Added run(Tx tx, List<Read> files) {
    if (add.happenedAt() != null && add.happenedAt().isAfter(tx.at().plus(AHEAD))) {
      throw Refusal.invalid("happened_at is in the future; evidence is of what was done.");
    }
    var effects = new ArrayList<String>();
    Evidence before = before(tx, files, effects);
    Evidence after = before == null ? added(tx, files) : changed(tx, before, effects);
    List<EvidenceFile> all = attach(tx, after, files, effects);
    Said said = add.said();
    if (said != null) effects.add(analysed(tx, after, said));
    return new Added(
        after.shortId(),
        after.source(),
        after.category(),
        after.categorySuggested(),
        after.tags(),
        all.stream().map(file -> after.shortId() + "." + file.position()).toList(),
        effects);
  }

  /** The one that is to change: it is named, or is about the same file. */
  private @Nullable Evidence before(Tx tx, List<Read> files, List<String> effects) {
    if (add.evidence() != null) {
      Ref ref = Ref.parse(Ref.Kind.EVIDENCE, add.evidence());
      return tx.evidence().lock(ref.id(), ref.number()).orElseThrow(ref::missing);
    }
    if (add.content() != null) return null;
    tx.removals().showRemoved();
    Integer known =
        tx.evidence().numberOf(EvidenceSource.upload, files.get(0).sha256()).orElse(null);
    tx.removals().hideRemoved();
    if (known == null) return null;
    String id = Ref.Kind.EVIDENCE.shortId(known);
    effects.add("That file is " + id + " already");
    return tx.evidence()
        .lock(null, known)
        .orElseThrow(
            () ->
                Refusal.conflict(
                    "That file is "
                        + id
                        + ", which was removed; remove_item with restore brings it back."));
  }

  private Evidence added(Tx tx, List<Read> files) {
    UUID id = tx.newId();
    boolean upload = add.content() == null;
    var item =
        new NewEvidence(
            upload ? EvidenceSource.upload : EvidenceSource.manual,
            upload ? files.get(0).sha256() : id.toString(),
            add.title() == null ? files.get(0).filename() : add.title(),
            add.summary(),
            upload ? content(files) : Objects.requireNonNull(add.content()),
            add.sourceUrl(),
            add.happenedAt() == null ? tx.at() : add.happenedAt(),
            ticketKey(tx),
            category,
            List.of());
    ObjectNode row = Json.MAPPER.valueToTree(item);
    row.put("place", 0).put("id", id.toString()).put("category_suggested", category == null);
    row.set("tags", Json.MAPPER.valueToTree(tags == null ? List.of() : tags));
    ArrayNode batch = Json.MAPPER.createArrayNode().add(row);
    return Evidences.keep(tx, batch).stream()
        .findFirst()
        .flatMap(kept -> tx.evidence().find(kept.id(), null))
        .orElseThrow(() -> Refusal.conflict("Somebody added that file just now; repeat this."));
  }

  private @Nullable String ticketKey(Tx tx) {
    return add.ticketKey() == null ? null : keys.now(tx, add.ticketKey());
  }

  /** What is in files: the words of those that have any, and of all what they are. */
  private static String content(List<Read> files) {
    return files.stream()
        .map(
            file -> {
              String text =
                  file.mimeType().equals(FileType.TEXT) ? FileType.text(file.bytes()) : null;
              String line =
                  "%s, %s, %d KB"
                      .formatted(
                          file.filename(), file.mimeType(), (file.bytes().length + 1023) / 1024);
              return text == null ? line : line + "\n" + text;
            })
        .collect(Collectors.joining("\n\n"));
  }

  private Evidence changed(Tx tx, Evidence before, List<String> effects) {
    if (!before.source().byHand()) refuseWords(before);
    // Cut like what is new.
    var words =
        new NewEvidence(
            before.source(),
            before.sourceId(),
            add.title() == null ? before.title() : add.title(),
            add.summary() == null ? before.summary() : add.summary(),
            add.content() == null ? before.content() : add.content(),
            add.sourceUrl() == null ? before.sourceUrl() : add.sourceUrl(),
            add.happenedAt() == null ? before.happenedAt() : add.happenedAt(),
            add.ticketKey() == null ? before.ticketKey() : ticketKey(tx),
            category,
            before.suggestedTags());
    var after =
        new Evidence(
            before.id(),
            before.number(),
            before.source(),
            before.sourceId(),
            words.title(),
            words.summary(),
            words.content(),
            words.sourceUrl(),
            words.happenedAt(),
            words.ticketKey(),
            category == null ? before.category() : category,
            category == null && before.categorySuggested(),
            tags == null ? before.tags() : tags,
            before.suggestedTags(),
            before.createdAt());
    if (!after.equals(before)) {
      tx.evidence().update(after);
      tx.append(new EvidenceEvent.EvidenceChanged(after));
      if (!said(after).equals(said(before))) effects.addAll(Insights.reworded(tx, after.id()));
    }
    return after;
  }

  /** What it says, however it is sorted. */
  private static List<@Nullable Object> said(Evidence evidence) {
    return Arrays.asList(
        evidence.title(),
        evidence.summary(),
        evidence.content(),
        evidence.sourceUrl(),
        evidence.happenedAt(),
        evidence.ticketKey());
  }

  private void refuseWords(Evidence before) {
    if (add.title() != null
        || add.content() != null
        || add.summary() != null
        || add.sourceUrl() != null
        || add.happenedAt() != null
        || add.ticketKey() != null) {
      throw Refusal.invalid(
          "%s says what its %s says; category, tags and attachments are yours to set."
              .formatted(before.shortId(), before.source()));
    }
  }

  private static List<EvidenceFile> attach(
      Tx tx, Evidence evidence, List<Read> files, List<String> effects) {
    List<EvidenceFile> all = new ArrayList<>(tx.evidence().files(evidence.id()));
    Set<String> there = new HashSet<>();
    for (EvidenceFile file : all) there.add(file.sha256());
    var fresh = new ArrayList<EvidenceFile>();
    for (Read file : files) {
      if (!there.add(file.sha256())) continue;
      int position = all.size() + 1;
      var added =
          new EvidenceFile(
              evidence.id(),
              position,
              file.filename(),
              file.mimeType(),
              file.bytes().length,
              file.sha256());
      all.add(added);
      fresh.add(added);
    }
    if (all.size() > MOST_FILES) {
      throw Refusal.invalid(evidence.shortId() + " can have 20 files; add others to another one.");
    }
    if (!fresh.isEmpty()) {
      tx.evidence().add(fresh);
      tx.append(
          new EvidenceEvent.EvidenceFilesAdded(
              evidence.id(), evidence.shortId(), evidence.ticketKey(), fresh));
      effects.add(fresh.size() + (fresh.size() == 1 ? " file is" : " files are") + " kept");
      effects.addAll(Insights.reworded(tx, evidence.id()));
    }
    return all;
  }

  private String analysed(Tx tx, Evidence evidence, Said said) {
    Instant at = tx.at();
    var analysis =
        new EvidenceAnalysis(
            evidence.id(),
            said.model().strip(),
            add.category() == null ? null : category(add.category()),
            add.tags() == null ? List.of() : NewEvidence.names(add.tags()),
            said.sentiment(),
            NewEvidence.phrases(said.keyPhrases()),
            at);
    tx.evidence().analysed(analysis);
    tx.append(
        new EvidenceEvent.EvidenceAnalysed(evidence.shortId(), evidence.ticketKey(), analysis));
    return "What " + analysis.model() + " suggests is kept beside " + evidence.shortId();
  }
}
