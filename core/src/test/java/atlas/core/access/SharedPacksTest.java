package atlas.core.access;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.model.SharedPack;
import atlas.model.UserRole;
import atlas.storage.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedPacksTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");
  private final Caller maja = db.user("maja");
  private final SharedPacks packs = new SharedPacks(db.database());

  @BeforeEach
  void majaIsAManager() {
    new Profiles(db.database())
        .update(
            maja,
            new Profiles.Change(
                null, null, null, UserRole.manager, null, null, null, null, null, null, null));
  }

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void aManagerReadsWhatWasSharedAndNothingElse() {
    assertThat(packs.list(maja).packs()).isEmpty();
    SharedPack given = packs.share(ann, "Spring", "# Spring\nTested the invoices", "maja");
    assertThat(packs.list(maja).packs()).extracting(SharedPack::title).containsExactly("Spring");
    assertThat(packs.read(maja, given.id())).isEqualTo(given);
    assertThat(packs.read(ann, given.id())).isEqualTo(given);
    assertThat(packs.list(ben).packs()).isEmpty();
    assertThat(refusal(() -> packs.read(ben, given.id())).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    long seen = db.database().read(maja, tx -> tx.events().count());
    assertThat(seen).as("maja's own event").isEqualTo(1);
  }

  @Test
  void onlyAManagerIsGivenOneAndNobodyLearnsWhoIsThere() {
    String nobody = refusal(() -> packs.share(ann, "Spring", "x", "carl")).sentence();
    assertThat(nobody).contains("There is no manager carl here", "role=manager");
    assertThat(refusal(() -> packs.share(ann, "Spring", "x", "ben")).sentence())
        .isEqualTo(nobody.replace("carl", "ben"));
    assertThat(refusal(() -> packs.share(maja, "Spring", "x", "maja")).sentence())
        .isEqualTo(nobody.replace("carl", "maja"));
  }

  @Test
  void whatIsTakenBackIsGone() {
    SharedPack given = packs.share(ann, "Spring", "very private", "maja");
    assertThat(refusal(() -> packs.withdraw(maja, given.id())).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    packs.withdraw(ann, given.id());
    assertThat(packs.list(maja).packs()).isEmpty();
    assertThat(packs.list(ann).packs()).isEmpty();
    assertThat(refusal(() -> packs.withdraw(ann, given.id())).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
    String log =
        db.admin()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select string_agg(e::text, ' ') from events e")
                        .mapTo(String.class)
                        .one());
    assertThat(log).contains("pack.shared", "pack.withdrawn").doesNotContain("very private");
  }

  @Test
  void nobodyFillsAManagersList() {
    for (int n = 1; n <= 20; n++) packs.share(ann, "Week " + n, "x", "maja");
    assertThat(refusal(() -> packs.share(ann, "Week 21", "x", "maja")).sentence())
        .isEqualTo("maja has 20 packs of yours already; take one back first: atlas pack withdraw");
    packs.share(ben, "Ben's", "x", "maja");
    assertThat(packs.list(maja).packs()).hasSize(21);
    assertThat(packs.list(maja).omitted()).isZero();
  }

  @Test
  void whatIsNoPackIsRefused() {
    assertThat(refusal(() -> packs.share(ann, " ", "x", "maja")).sentence()).contains("title");
    assertThat(refusal(() -> packs.share(ann, "Spring", " ", "maja")).sentence())
        .contains("1,000,000 characters");
    assertThat(
            refusal(() -> packs.share(ann, "Spring", "x".repeat(SharedPacks.LONGEST + 1), "maja"))
                .kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal(() -> packs.read(ann, new UUID(0, 7))).sentence())
        .contains("atlas pack list");
  }
}
