package atlas.core.tickets;

import static atlas.core.TestHouse.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.FileCache;
import atlas.integrations.jira.FakeJira;
import atlas.integrations.jira.Jira;
import atlas.model.Attachment;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.Database;
import atlas.storage.TestDatabase;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of issues of a Jira of either kind. */
class AttachmentsTest {
  private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', 0, 1, (byte) 0xff};
  private static final String DOWNLOADS = "GET .*(attachment/content|secure/attachment).*";

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private @TempDir Path home;
  private @Nullable FakeJira open;
  private @Nullable Jira annsJira;

  static Stream<Callable<FakeJira>> jiras() {
    return Stream.of(FakeJira::cloud, FakeJira::dataCenter);
  }

  @AfterEach
  void close() {
    if (open != null) open.close();
    db.close();
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void filesAreListedWithTheIssueAndFetchedOnce(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    var issue = jira.put("HBR-1").summary("Berth map");
    String log = issue.attach("server.log", "text/plain", "Caf\u00e9 closed".getBytes(UTF_8));
    String shot = issue.attach("shot.png", "image/png", PICTURE);
    var listed = tickets().get(ann, "HBR-1", false).attachments();
    assertThat(listed).extracting(Attachment::filename).containsExactly("shot.png", "server.log");
    assertThat(listed).extracting(Attachment::sha256).containsOnlyNulls();

    Attachments attachments = attachments(db.database());
    var text = attachments.read(ann, log);
    assertThat(text.text()).isEqualTo("Caf\u00e9 closed");
    var picture = attachments.read(ann, shot);
    assertThat(picture.text()).isNull();
    assertThat(picture.bytes()).isEqualTo(PICTURE);
    long asked = jira.requests(DOWNLOADS);
    assertThat(asked).isPositive();
    assertThat(attachments(db.database()).read(ann, shot).bytes()).isEqualTo(PICTURE);
    assertThat(jira.requests(DOWNLOADS)).isEqualTo(asked);
    assertThat(attachments.ids(ann, "", 9)).containsExactly(shot, log);
    // What an issue has no longer is no longer listed.
    issue.set("attachment", tools.jackson.databind.node.JsonNodeFactory.instance.arrayNode());
    assertThat(tickets().get(ann, "HBR-1", false).attachments()).isEmpty();
    assertThat(refusal(() -> attachments.read(ann, shot)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void whatTheCacheLostIsFetchedAgain(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    String shot = jira.put("HBR-1").attach("shot.png", "image/png", PICTURE);
    tickets().get(ann, "HBR-1", false);
    attachments(db.database()).read(ann, shot);
    long asked = jira.requests(DOWNLOADS);
    var emptied = new Attachments(db.database(), accounts(), cache("elsewhere", 0));
    assertThat(emptied.read(ann, shot).bytes()).isEqualTo(PICTURE);
    assertThat(jira.requests(DOWNLOADS)).isGreaterThan(asked);
  }

  @ParameterizedTest
  @MethodSource("jiras")
  void anOldKeyIsAnsweredWithTheNewOne(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = jira(kind);
    var issue = jira.put("HBR-1").summary("Berth map").sprint("Sprint 7", "active");
    assertThat(tickets().get(ann, "HBR-1", false).movedFrom()).isNull();
    issue.move("LGT-4");
    for (int i = 0; i < 2; i++) {
      var known = tickets().get(ann, "hbr-1", false);
      assertThat(known.movedFrom()).isEqualTo("HBR-1");
      assertThat(known.ticket().ticketKey()).isEqualTo("LGT-4");
      assertThat(known.ticket().sprint()).isEqualTo("Sprint 7");
      jira.refuseTokens(true);
    }
    // A key from before there was a copy: Jira alone knows whose it was.
    jira.refuseTokens(false);
    jira.put("HBR-2").move("LGT-5");
    assertThat(tickets().get(ann, "HBR-2", false).movedFrom()).isEqualTo("HBR-2");
    var finding = new Finding(db.database(), accounts(), TicketKeys.DEFAULT, db.clock());
    assertThat(finding.search(ann, new Finding.Query("HBR-1", null, null, null, 5, null)).tickets())
        .extracting(found -> found.ticketKey())
        .containsExactly("LGT-4");
  }

  @Test
  void nobodyReadsAnothersFile() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    String shot = jira.put("HBR-1").attach("shot.png", "image/png", PICTURE);
    tickets().get(ann, "HBR-1", false);
    Attachments attachments = attachments(db.database());
    attachments.read(ann, shot);
    for (String id : new String[] {shot, "0", "x' or 1=1", "\u202e", ""}) {
      Refusal no = refusal(() -> attachments.read(ben, id));
      assertThat(no.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    }
    assertThat(attachments.ids(ben, "", 9)).isEmpty();
  }

  @Test
  void longFilesAreRefusedBeforeTheyAreFetched() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    var issue = jira.put("HBR-1");
    String film = issue.attach("crane.mp4", "video/mp4", new byte[Attachments.MOST_BYTES + 1]);
    String log = issue.attach("a.log", "text/plain", " ".repeat(300_000).getBytes(UTF_8));
    String odd = issue.attach("odd", "application/octet-stream", new byte[] {(byte) 0xc3, 0x28});
    tickets().get(ann, "HBR-1", false);
    Attachments attachments = attachments(db.database());
    assertThat(refusal(() -> attachments.read(ann, film)).sentence())
        .isEqualTo(
            "crane.mp4 has 5121 KB, and 5120 KB is the most that is given out; open it in Jira.");
    assertThat(jira.requests(DOWNLOADS)).isZero();
    assertThat(refusal(() -> attachments.read(ann, log)).sentence()).contains("a.log", "256 KB");
    assertThat(attachments.read(ann, odd).text()).isNull();
  }

  @Test
  void withoutAnAccountOnlyWhatIsKeptIsRead() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    var issue = jira.put("HBR-1");
    String kept = issue.attach("kept.txt", "text/plain", "kept".getBytes(UTF_8));
    String other = issue.attach("other.txt", "text/plain", "other".getBytes(UTF_8));
    tickets().get(ann, "HBR-1", false);
    Attachments attachments = attachments(db.database());
    attachments.read(ann, kept);
    annsJira = null;
    assertThat(attachments.read(ann, kept).text()).isEqualTo("kept");
    assertThat(refusal(() -> attachments.read(ann, other)).kind())
        .isEqualTo(Refusal.Kind.UNAVAILABLE);
  }

  @Test
  void aReadOnlyServerKeepsNothing() throws Exception {
    FakeJira jira = jira(FakeJira::cloud);
    String shot = jira.put("HBR-1").attach("shot.png", "image/png", PICTURE);
    tickets().get(ann, "HBR-1", false);
    assertThat(attachments(db.readOnly()).read(ann, shot).bytes()).isEqualTo(PICTURE);
    assertThat(home.resolve("files")).doesNotExist();
    assertThat(db.database().read(ann, tx -> tx.attachments().find(shot)).orElseThrow().sha256())
        .isNull();
  }

  private FakeJira jira(Callable<FakeJira> kind) throws Exception {
    FakeJira jira = kind.call();
    open = jira;
    annsJira = jira.jira();
    jira.setClock(db.clock().instant());
    return jira;
  }

  private Accounts accounts() {
    return user -> user.equals(ann.userId()) ? Optional.ofNullable(annsJira) : Optional.empty();
  }

  private Tickets tickets() {
    return new Tickets(db.database(), accounts(), TicketKeys.DEFAULT, db.clock());
  }

  private Attachments attachments(Database database) {
    return new Attachments(database, accounts(), cache("files", 1_000_000));
  }

  private FileCache cache(String name, long mostBytes) {
    return new FileCache(Objects.requireNonNull(home).resolve(name), mostBytes, db.clock());
  }
}
