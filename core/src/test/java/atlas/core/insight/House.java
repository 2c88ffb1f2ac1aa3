package atlas.core.insight;

import atlas.core.TestHouse;
import atlas.core.evidence.Evidences;
import atlas.core.evidence.NewEvidence;
import atlas.core.evidence.Uploads;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.EvidenceSource;
import atlas.model.InsightType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A house in which there is evidence, and what is made of it. */
final class House implements AutoCloseable {
  final TestHouse house = new TestHouse();
  final Caller ann = house.ann();
  final Caller ben = house.ben();
  final Insights insights = new Insights(house.db().database());
  final Packs packs = new Packs(house.db().database(), house.clock());
  private byte secret;

  /** Each time another secret. */
  final Verdicts verdicts =
      new Verdicts(
          house.db().database(),
          () -> {
            var bytes = new byte[32];
            bytes[0] = ++secret;
            return bytes;
          });

  /** There is a piece of evidence; its short id. */
  String evidence(Caller caller, String day, String title, @Nullable String key, String... tags) {
    return keep(
        caller,
        new NewEvidence(
            EvidenceSource.gitlab,
            "mr:" + title,
            title,
            null,
            "It does more with less",
            "https://git.example.com/" + title.length(),
            at(day),
            key,
            "delivery",
            List.of(tags)));
  }

  String keep(Caller caller, NewEvidence evidence) {
    return house
        .db()
        .database()
        .write(caller, tx -> Evidences.keep(tx, evidence).orElseThrow().shortId());
  }

  /** Ann writes evidence herself; its short id. */
  String written(String title) {
    return added(
            new Evidences.Add(
                null, title, "I saw it.", null, null, null, null, null, null, List.of(), null))
        .evidence();
  }

  /** Her agent changes what is written of it. */
  Evidences.Added reword(String evidence, @Nullable String title, @Nullable List<String> tags) {
    return added(
        new Evidences.Add(
            evidence, title, null, null, null, null, null, null, tags, List.of(), null));
  }

  /** Her agent adds a file to it. */
  Evidences.Added attach(String evidence, Path file) {
    return added(
        new Evidences.Add(
            evidence,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(file.toString()),
            null));
  }

  private Evidences.Added added(Evidences.Add add) {
    var uploads = new Uploads(Path.of("target", "uploads"), List.of());
    return new Evidences(house.db().database(), TicketKeys.DEFAULT, uploads).add(agent(), add);
  }

  /** An agent of ann's saves an insight; its short id. */
  String insight(InsightType type, String title, String... evidence) {
    return insights.save(agent(), draft(type, title, evidence)).insight();
  }

  static Insights.Draft draft(InsightType type, String title, String... evidence) {
    return new Insights.Draft(null, type, title, "Seen in it.", 0.8, List.of(evidence));
  }

  Caller agent() {
    return TestHouse.agent(ann, "claude");
  }

  /** Ann says of it what she was asked. */
  void says(String insight, atlas.model.Verdict verdict) {
    var shown = insights.get(ann, insight);
    verdicts.asAsked(ann, shown, new Verdicts.Word(insight, verdict, null));
  }

  /** Nine in the morning of that day. */
  static Instant at(String day) {
    return Instant.parse(day + "T09:00:00Z");
  }

  @Override
  public void close() {
    house.close();
  }
}
