package atlas.core.evidence;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import atlas.core.TestHouse;
import atlas.core.evidence.Evidences.Add;
import atlas.core.evidence.Evidences.Added;
import atlas.core.evidence.Evidences.Kept;
import atlas.core.evidence.Evidences.Said;
import atlas.core.evidence.Evidences.Sheet;
import atlas.core.tickets.TicketKeys;
import atlas.model.Caller;
import atlas.model.Evidence;
import atlas.model.EvidenceEvent;
import atlas.model.EvidenceFile;
import atlas.model.EvidenceSource;
import atlas.model.Json;
import atlas.model.Refusal;
import atlas.model.Scope;
import atlas.storage.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidencesTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0};

  @TempDir Path folder;

  private final TestHouse house = new TestHouse();
  private final Caller ann = house.ann();
  private final Caller ben = house.ben();

  @AfterEach
  void close() {
    house.close();
  }

  private Evidences evidences() {
    var uploads =
        new Uploads(folder.resolve("home/files/uploads"), List.of(folder.resolve("home")));
    return new Evidences(house.db().database(), TicketKeys.DEFAULT, uploads);
  }

  private NewEvidence found(String id, String title) {
    return found(id, title, "review", List.of("perf"));
  }

  private NewEvidence found(String id, String title, @Nullable String category, List<String> tags) {
    return new NewEvidence(
        EvidenceSource.gitlab,
        id,
        title,
        null,
        "It does more with less",
        "https://git.example.com/7",
        Instant.parse("2026-01-10T08:00:00Z"),
        "HBR-7",
        category,
        tags);
  }

  private List<Kept> keep(Caller caller, NewEvidence... items) {
    return house.db().database().write(caller, tx -> Evidences.keep(tx, List.of(items)));
  }

  private Evidence evidence(Caller caller, String id) {
    return evidences().get(caller, id).evidence();
  }

  private static Add byHand(@Nullable String evidence, @Nullable String title, String content) {
    return new Add(evidence, title, content, null, null, null, null, null, null, List.of(), null);
  }

  private static Add files(@Nullable String evidence, Path... files) {
    List<String> paths = IntStream.range(0, files.length).mapToObj(i -> files[i] + "").toList();
    return new Add(evidence, null, null, null, null, null, null, null, null, paths, null);
  }

  private static Add named(String evidence, @Nullable String category, List<String> tags) {
    return new Add(evidence, null, null, null, null, null, null, category, tags, List.of(), null);
  }

  @Test
  void whatASourceCallsByOneIdIsOnePieceOfEvidence() {
    assertThat(keep(ann, found("mr-1", "Faster"), found("mr-2", "Safer")))
        .extracting(Kept::shortId, Kept::added, Kept::changed)
        .containsExactly(tuple("E-1", true, true), tuple("E-2", true, true));
    long events = house.events(ann);
    assertThat(keep(ann, found("mr-1", "Faster"), found("mr-2", "Safer")))
        .extracting(Kept::shortId, Kept::added, Kept::changed)
        .containsExactly(tuple("E-1", false, false), tuple("E-2", false, false));
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(keep(ann, found("mr-3", "New"), found("mr-2", "Safer still")))
        .extracting(Kept::shortId, Kept::added, Kept::changed)
        .containsExactly(tuple("E-3", true, true), tuple("E-2", false, true));
    assertThat(house.events(ann)).isEqualTo(events + 2);
    assertThat(evidence(ann, "E-2").title()).isEqualTo("Safer still");
    assertThat(keep(ann, found("mr-9", "First"), found("mr-9", "Last"))).hasSize(1);
    assertThat(evidence(ann, "E-4").title()).isEqualTo("Last");
  }

  @Test
  void whatItSuggestsIsMarkedAndGivesWayToThePerson() {
    keep(ann, found("mr-1", "Faster", "Code  Review", List.of("Perf", "perf", " ")));
    Evidence suggested = evidence(ann, "E-1");
    assertThat(suggested.category()).isEqualTo("code review");
    assertThat(suggested.categorySuggested()).isTrue();
    assertThat(suggested.tags()).isEmpty();
    assertThat(suggested.suggestedTags()).containsExactly("perf");
    Added changed = evidences().add(ann, named("E-1", "Mentoring", List.of("Team")));
    assertThat(changed.category()).isEqualTo("mentoring");
    assertThat(changed.categorySuggested()).isFalse();
    assertThat(keep(ann, found("mr-1", "Faster now", "delivery", List.of("speed"))))
        .extracting(Kept::changed)
        .containsExactly(true);
    Evidence after = evidence(ann, "E-1");
    assertThat(after.title()).isEqualTo("Faster now");
    assertThat(after.category()).isEqualTo("mentoring");
    assertThat(after.tags()).containsExactly("team");
    assertThat(after.suggestedTags()).containsExactly("speed");
    assertThat(refusal(() -> evidences().add(ann, byHand("E-1", "Mine", "Mine"))).sentence())
        .isEqualTo(
            "E-1 says what its gitlab says; category, tags and attachments are yours to set.");
  }

  @Test
  void theLogHasWhatTheRowsGot() {
    keep(ann, found("mr-1", "It's \"quoted\"\n\t\\ and ünïcödé 🎉"));
    Evidence added = evidence(ann, "E-1");
    house.clock().advance(Duration.ofHours(1));
    keep(ann, found("mr-1", "Other words", null, List.of()));
    Evidence changed = evidence(ann, "E-1");
    evidences().add(ann, named("E-1", "delivery", List.of("a", "b")));
    Evidence again = evidence(ann, "E-1");
    var told = new ArrayList<List<Object>>();
    for (var event :
        List.of(
            new EvidenceEvent.EvidenceAdded(added),
            new EvidenceEvent.EvidenceChanged(changed),
            new EvidenceEvent.EvidenceChanged(again))) {
      told.add(
          List.of(
              event.type(),
              event.version(),
              event.entityId().toString(),
              event.shortId(),
              Optional.ofNullable(event.ticketKey()).orElseThrow(),
              event.line(),
              event.evidence()));
    }
    assertThat(logged()).isEqualTo(told);
    assertThat(added.createdAt()).isEqualTo(changed.createdAt());
  }

  private List<List<Object>> logged() {
    return house
        .db()
        .admin()
        .withHandle(
            h ->
                h.createQuery("select * from events where type like 'evidence.%' order by at, seq")
                    .map(
                        (row, context) ->
                            List.<Object>of(
                                row.getString("type"),
                                row.getInt("version"),
                                row.getString("entity_id"),
                                row.getString("short_id"),
                                row.getString("ticket_key"),
                                row.getString("summary"),
                                Json.MAPPER.treeToValue(
                                    Json.MAPPER.readTree(row.getString("payload")).path("evidence"),
                                    Evidence.class)))
                    .list());
  }

  @Test
  void whatWasRemovedStaysSoWhateverItsSourceSays() {
    keep(ann, found("mr-1", "Faster"), found("mr-2", "Safer"));
    house.removal().remove(ann, "E-1");
    assertThat(refusal(() -> evidences().get(ann, "E-1")).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(keep(ann, found("mr-1", "Faster still"), found("mr-2", "Safer")))
        .extracting(Kept::shortId)
        .containsExactly("E-2");
    house.removal().restore(ann, "E-1");
    assertThat(evidence(ann, "E-1").title()).isEqualTo("Faster");
  }

  @Test
  void twoWhoKeepTheSameAtOnceKeepItOnce() {
    List<List<Kept>> both =
        Threads.race(4, n -> keep(ann, found("mr-1", "Faster"), found("mr-" + n, "Number " + n)));
    assertThat(both.stream().flatMap(List::stream).filter(Kept::added)).hasSize(4);
    assertThat(house.rows("evidence")).isEqualTo(4);
    assertThat(house.rows("events where type = 'evidence.added'")).isEqualTo(4);
  }

  @Test
  void nobodySeesOrChangesAnothers() {
    keep(ann, found("mr-1", "Ann's"));
    assertThat(keep(ben, found("mr-1", "Ben's")))
        .extracting(Kept::shortId, Kept::added)
        .containsExactly(tuple("E-1", true));
    assertThat(evidence(ann, "E-1").title()).isEqualTo("Ann's");
    String anns = evidence(ann, "E-1").id().toString();
    assertThat(refusal(() -> evidences().get(ben, anns)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(refusal(() -> evidences().add(ben, named(anns, "x", List.of()))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void thousandsAreKeptInAFewStatementsInTheirOrder() {
    NewEvidence[] many =
        IntStream.range(0, 1_234)
            .mapToObj(i -> found("mr-" + i, "Number " + i))
            .toArray(NewEvidence[]::new);
    assertThat(keep(ann, many)).hasSize(1_234).allMatch(Kept::added);
    assertThat(evidence(ann, "E-1234").title()).isEqualTo("Number 1233");
    assertThat(house.rows("evidence where number = 1 + substr(source_id, 4)::int"))
        .isEqualTo(1_234);
  }

  @Test
  void whatIsLongerThanIsKeptIsCutWhereNoCharacterBreaks() {
    String emoji = "🎉".repeat(20_000);
    var long1 =
        new NewEvidence(
            EvidenceSource.jira,
            "c-1",
            "\0" + emoji,
            emoji,
            "x" + emoji,
            "javascript:alert(1)",
            Instant.parse("2026-01-10T08:00:00.123456789Z"),
            null,
            emoji,
            List.of(emoji));
    assertThat(keep(ann, long1)).extracting(Kept::added).containsExactly(true);
    assertThat(keep(ann, long1)).extracting(Kept::changed).containsExactly(false);
    Evidence kept = evidence(ann, "E-1");
    assertThat(kept.title()).startsWith("🎉").endsWith("🎉…");
    assertThat(kept.content()).endsWith("🎉…");
    assertThat(kept.sourceUrl()).isNull();
  }

  @Test
  void whatIsAddedByHandIsThePersonsToChange() {
    Added added =
        evidences()
            .add(
                ann,
                new Add(
                    null,
                    "Onboarded Kim",
                    "Three days of pairing",
                    null,
                    "https://wiki.example.com/kim",
                    Instant.parse("2026-01-03T08:00:00Z"),
                    "hbr-3",
                    "Mentoring",
                    List.of("Team", "team"),
                    List.of(),
                    null));
    assertThat(added.evidence()).isEqualTo("E-1");
    assertThat(added.source()).isEqualTo(EvidenceSource.manual);
    assertThat(added.categorySuggested()).isFalse();
    assertThat(added.tags()).containsExactly("team");
    assertThat(added.effects()).isEmpty();
    evidences().add(ann, byHand("E-1", null, "Four days of pairing"));
    Evidence kept = evidence(ann, "E-1");
    assertThat(kept.content()).isEqualTo("Four days of pairing");
    assertThat(kept.title()).isEqualTo("Onboarded Kim");
    assertThat(kept.ticketKey()).isEqualTo("HBR-3");
    assertThat(kept.sourceId()).isEqualTo(kept.id().toString());
    long events = house.events(ann);
    evidences().add(ann, byHand("E-1", null, "Four days of pairing"));
    assertThat(house.events(ann)).isEqualTo(events);
    assertThat(evidences().add(ann, byHand(null, "Onboarded Kim", "Again")).evidence())
        .isEqualTo("E-2");
  }

  @Test
  void whatAModelSaysIsKeptBesideAndNotInIt() {
    evidences().add(ann, byHand(null, "Onboarded Kim", "Three days of pairing"));
    Evidence before = evidence(ann, "E-1");
    var said = new Said("wiseacre-2", 0.5, List.of("pairing", "three days"));
    var add =
        new Add(
            "E-1",
            null,
            null,
            null,
            null,
            null,
            null,
            "Mentoring",
            List.of("Team"),
            List.of(),
            said);
    assertThat(evidences().add(ann, add).effects())
        .containsExactly("What wiseacre-2 suggests is kept beside E-1");
    Sheet sheet = evidences().get(ann, "E-1");
    assertThat(sheet.evidence()).isEqualTo(before);
    assertThat(sheet.analyses()).hasSize(1);
    assertThat(sheet.analyses().get(0).category()).isEqualTo("mentoring");
    assertThat(sheet.analyses().get(0).tags()).containsExactly("team");
    assertThat(sheet.analyses().get(0).sentiment()).isEqualTo(0.5);
    assertThat(sheet.analyses().get(0).keyPhrases()).containsExactly("pairing", "three days");
    evidences().add(ann, add);
    assertThat(house.rows("evidence_analyses")).isEqualTo(1);
    assertThat(house.rows("events where type = 'evidence.analysed'")).isEqualTo(2);
  }

  @Test
  void aFileIsKeptUnderItsHashAndServedAsWhatItIs() throws Exception {
    Path picture = Files.write(folder.resolve("../" + folder.getFileName() + "/plan.txt"), PNG);
    Path notes = Files.writeString(folder.resolve("notes.html"), "<script>Ünder the lamp</script>");
    Added added = evidences().add(ann, files(null, picture, notes));
    assertThat(added.source()).isEqualTo(EvidenceSource.upload);
    assertThat(added.files()).containsExactly("E-1.1", "E-1.2");
    Sheet sheet = evidences().get(ann, "E-1");
    assertThat(sheet.files())
        .extracting(EvidenceFile::filename, EvidenceFile::mimeType)
        .containsExactly(tuple("plan.txt", "image/png"), tuple("notes.html", "text/plain"));
    assertThat(sheet.evidence().title()).isEqualTo("plan.txt");
    assertThat(sheet.evidence().content()).contains("Ünder the lamp");
    assertThat(evidences().file(ann, "e-1.1").bytes()).isEqualTo(PNG);
    assertThat(evidences().file(ann, "E-1.1").text()).isNull();
    assertThat(evidences().file(ann, "E-1.2").text()).contains("Ünder the lamp");
    assertThat(refusal(() -> evidences().file(ann, "E-1.3")).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    String hash = sheet.files().get(0).sha256();
    Path kept =
        folder
            .resolve("home/files/uploads")
            .resolve(ann.userId().toString())
            .resolve(hash.substring(0, 2))
            .resolve(hash);
    assertThat(kept).hasBinaryContent(PNG);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    assertThat(refusal(() -> evidences().file(ben, "E-1.1")).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    Files.write(kept, new byte[] {1});
    assertThat(refusal(() -> evidences().file(ann, "E-1.1")).kind())
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
  }

  @Test
  void theSameFileIsTheSameEvidence() throws Exception {
    Path plan = Files.writeString(folder.resolve("plan.txt"), "The plan");
    evidences().add(ann, files(null, plan));
    Added again = evidences().add(ann, files(null, plan));
    assertThat(again.evidence()).isEqualTo("E-1");
    assertThat(again.effects()).containsExactly("That file is E-1 already");
    assertThat(again.files()).containsExactly("E-1.1");
    Path more = Files.writeString(folder.resolve("more.txt"), "More of it");
    assertThat(evidences().add(ann, files("E-1", plan, more)).files())
        .containsExactly("E-1.1", "E-1.2");
    house.removal().remove(ann, "E-1");
    assertThat(refusal(() -> evidences().add(ann, files(null, plan))).sentence())
        .isEqualTo("That file is E-1, which was removed; remove_item with restore brings it back.");
    assertThat(evidences().add(ben, files(null, plan)).evidence()).isEqualTo("E-1");
  }

  @Test
  void whatIsRefusedLeavesNoFileBehind() throws Exception {
    Path plan = Files.writeString(folder.resolve("plan.txt"), "The plan");
    assertThat(refusal(() -> evidences().add(ann, files("E-9", plan))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(kept()).isZero();
    evidences().add(ann, byHand(null, "Many", "Files"));
    for (int i = 1; i <= 20; i++) {
      Path one = Files.writeString(folder.resolve(i + ".txt"), "Number " + i);
      evidences().add(ann, files("E-1", one));
    }
    assertThat(kept()).isEqualTo(20);
    assertThat(refusal(() -> evidences().add(ann, files("E-1", plan))).sentence())
        .isEqualTo("E-1 can have 20 files; add others to another one.");
    assertThat(kept()).isEqualTo(20);
  }

  @Test
  void whatCantBeKeptIsNotEvidence() throws Exception {
    Path plan = Files.writeString(folder.resolve("plan.txt"), "The plan");
    Files.createDirectories(folder.resolve("home"));
    Files.writeString(folder.resolve("home/files"), "in the way");
    assertThat(refusal(() -> evidences().add(ann, files(null, plan))).kind())
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
    assertThat(house.rows("evidence")).isZero();
    Files.delete(folder.resolve("home/files"));
    assertThat(evidences().add(ann, files(null, plan)).files()).containsExactly("E-1.1");
  }

  private long kept() throws IOException {
    Path uploads = folder.resolve("home/files/uploads");
    if (!Files.exists(uploads)) return 0;
    try (Stream<Path> all = Files.walk(uploads)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void noPathLeadsWhereNobodyShouldRead() throws Exception {
    Path secrets = Files.createDirectories(folder.resolve("home/secrets")).resolve("token");
    Files.writeString(secrets, "a secret");
    Path link = Files.createSymbolicLink(folder.resolve("innocent.txt"), secrets);
    for (String path :
        List.of(secrets.toString(), link.toString(), folder + "/x/../home/secrets/token")) {
      Files.createDirectories(folder.resolve("x"));
      assertThat(refusal(() -> evidences().add(ann, files(null, Path.of(path)))).kind())
          .isEqualTo(Refusal.Kind.FORBIDDEN);
    }
    assertThat(refusal(() -> evidences().add(ann, files(null, folder))).sentence())
        .startsWith("This is no file:");
    Path environment = Path.of("/proc/self/environ");
    assertThat(refusal(() -> evidences().add(ann, files(null, environment))).sentence())
        .containsAnyOf("This is no file:", "There is no file");
    assertThat(refusal(() -> evidences().add(ann, files(null, Path.of("plan.txt")))).sentence())
        .startsWith("Give the whole path of the file");
    Path none = folder.resolve("none.txt");
    assertThat(refusal(() -> evidences().add(ann, files(null, none))).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    Path empty = Files.createFile(folder.resolve("empty.txt"));
    assertThat(refusal(() -> evidences().add(ann, files(null, empty))).sentence())
        .startsWith("The file is empty:");
    Path big = Files.write(folder.resolve("big.txt"), new byte[Uploads.MOST_BYTES + 1]);
    assertThat(refusal(() -> evidences().add(ann, files(null, big))).sentence())
        .startsWith("The file has more than 10 MB:");
    Path plan = Files.writeString(folder.resolve("plan.txt"), "The plan");
    assertThat(refusal(() -> evidences().add(ann.without(Scope.FILES), files(null, plan))).kind())
        .isEqualTo(Refusal.Kind.FORBIDDEN);
    assertThat(house.rows("evidence")).isZero();
  }

  @Test
  void aNameOfAFileLeadsNowhere() throws Exception {
    Path odd = Files.writeString(folder.resolve("..\\..\\etc\u202Epasswd\n<outside>"), "Odd");
    evidences().add(ann, files(null, odd));
    assertThat(evidences().get(ann, "E-1").files().get(0).filename())
        .doesNotContain("\n", "\u202E", "<outside");
    assertThat(evidences().file(ann, "E-1.1").bytes())
        .isEqualTo("Odd".getBytes(StandardCharsets.UTF_8));
    for (String name : List.of("E-1.1/../x", "../E-1.1", "E-1.", "E-1.1.1")) {
      assertThat(refusal(() -> evidences().file(ann, name)).kind()).isEqualTo(Refusal.Kind.INVALID);
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedWithWhatToDo() {
    assertThat(refusal(() -> evidences().add(ann, byHand(null, null, "No title"))).sentence())
        .startsWith("New evidence needs a title and content, or attachments;");
    var address =
        new Add(
            null, "A", "B", null, "javascript:alert(1)", null, null, null, null, List.of(), null);
    assertThat(refusal(() -> evidences().add(ann, address)).sentence())
        .isEqualTo("source_url must begin with https:// or http://.");
    Instant later = house.clock().instant().plus(Duration.ofDays(2));
    var future = new Add(null, "A", "B", null, null, later, null, null, null, List.of(), null);
    assertThat(refusal(() -> evidences().add(ann, future)).sentence())
        .startsWith("happened_at is in the future;");
    assertThat(house.rows("evidence")).isZero();
  }
}
