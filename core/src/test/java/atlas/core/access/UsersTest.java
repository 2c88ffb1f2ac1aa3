package atlas.core.access;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.storage.TestDatabase;
import atlas.storage.Threads;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsersTest {
  private final TestDatabase db = TestDatabase.create();
  private final Users users = new Users(db.database());

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void aUserIsMadeOnceAndFoundAgain() {
    Caller ann = users.ensure("ann");
    assertThat(users.ensure("ann")).extracting(Caller::userId).isEqualTo(ann.userId());
    assertThat(users.require("ann")).extracting(Caller::userId).isEqualTo(ann.userId());
    // That they came to be, their theaters, the testing habit and their spaces.
    assertThat(events(ann)).isEqualTo(6);
    assertThat(ann.actor()).isEqualTo("ann");
  }

  @Test
  void eightThatMakeTheSameAtOnceMakeOne() {
    List<Caller> made = Threads.race(8, n -> users.ensure("ann"));
    assertThat(made).extracting(Caller::userId).containsOnly(made.get(0).userId());
    assertThat(events(made.get(0))).isEqualTo(6);
  }

  @Test
  void allThatEverybodyBeginsWithIsMadeInOneTransaction() {
    users.ensure("ann");
    String transactions =
        """
        select count(*) || ' rows, ' || count(distinct row.made) || ' transaction'
        from (
          select xmin::text as made from users union all select xmin::text from theaters
          union all select xmin::text from spaces union all select xmin::text from habits
          union all select xmin::text from events
        ) as row
        """;
    String counted =
        db.admin().withHandle(h -> h.createQuery(transactions).mapTo(String.class).one());
    assertThat(counted).isEqualTo("%d rows, 1 transaction".formatted(1 + 2 + 2 + 1 + 6));
  }

  @Test
  void whoIsNotThereIsRefusedWithTheWayToAddThem() {
    Refusal no = refusal(() -> users.require("ann"));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(no.sentence()).isEqualTo("There is no user ann; add one with: atlas user add ann");
    var readOnly = new Users(db.readOnly());
    assertThat(refusal(() -> readOnly.ensure("ann")).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    Caller ann = users.ensure("ann");
    assertThat(readOnly.ensure("ann").userId()).isEqualTo(ann.userId());
  }

  @Test
  void aNameIsPlain() {
    for (String name : List.of("", " ", "a b", "ann\n", "a'; --", "ä", "x".repeat(65))) {
      assertThat(refusal(() -> users.ensure(name)).kind()).isEqualTo(Refusal.Kind.INVALID);
      assertThat(refusal(() -> users.require(name)).kind()).isEqualTo(Refusal.Kind.INVALID);
    }
    assertThat(users.ensure("Ann.B_c-1@example.com").userId()).isNotNull();
  }

  private long events(Caller caller) {
    return db.database().read(caller, tx -> tx.events().count());
  }
}
