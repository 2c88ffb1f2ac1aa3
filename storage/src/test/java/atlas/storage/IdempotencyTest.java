package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Call;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Ref;
import atlas.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
  record Answer(
      String shortId,
      UUID id,
      Instant at,
      List<String> effects,
      double share,
      @Nullable String no) {}

  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void theSameKeyGetsTheSameAnswerAndHasOneEffect() {
    Answer first = call(ann, "k", "f");
    db.clock().advance(Duration.ofHours(1));
    assertThat(call(ann, "k", "f")).isEqualTo(first);
    assertThat(events(ann)).isEqualTo(1);
    assertThat(call(ann, "other", "f")).isNotEqualTo(first);
    assertThat(events(ann)).isEqualTo(2);
  }

  @Test
  void eightAtOnceGetOneAnswerAndHaveOneEffect() {
    for (String key : List.of("one", "two", "three")) {
      List<Answer> answers = Threads.race(8, n -> call(ann, key, "f"));
      assertThat(new HashSet<>(answers)).hasSize(1);
    }
    assertThat(events(ann)).isEqualTo(3);
  }

  @Test
  void theSameKeyForAnotherCallIsRefused() {
    call(ann, "k", "f");
    Refusal no =
        Objects.requireNonNull(catchThrowableOfType(Refusal.class, () -> call(ann, "k", "g")));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence())
        .isEqualTo("That idempotency_key was used for another call; take a new one for this.");
    assertThat(events(ann)).isEqualTo(1);
  }

  @Test
  void anothersKeyIsAnothers() {
    Answer anns = call(ann, "k", "f");
    assertThat(call(ben, "k", "g").id()).isNotEqualTo(anns.id());
    assertThat(events(ben)).isEqualTo(1);
  }

  @Test
  void aKeyIsForgottenAfterThirtyDays() {
    Answer first = call(ann, "k", "f");
    db.clock().advance(Duration.ofDays(30));
    assertThat(call(ann, "k", "f")).isEqualTo(first);
    db.clock().advance(Duration.ofMillis(1));
    assertThat(call(ann, "k", "g")).isNotEqualTo(first);
    assertThat(events(ann)).isEqualTo(2);
  }

  @Test
  void aCallThatFailedMayBeRepeatedWithItsKey() {
    assertThatThrownBy(
            () ->
                db.database()
                    .write(
                        in(ann, "k", "f"),
                        Answer.class,
                        tx -> {
                          tx.append(new Event.UserAdded(tx.newId(), "ann"));
                          throw Refusal.unavailable("Not now.");
                        }))
        .isInstanceOf(Refusal.class);
    assertThat(events(ann)).isZero();
    call(ann, "k", "f");
    assertThat(events(ann)).isEqualTo(1);
  }

  @Test
  void aReadOnlyServerRefusesEvenARepeat() {
    call(ann, "k", "f");
    assertThatThrownBy(() -> db.readOnly().write(in(ann, "k", "f"), Answer.class, this::work))
        .isInstanceOfSatisfying(
            Refusal.class, no -> assertThat(no.kind()).isEqualTo(Refusal.Kind.FORBIDDEN));
  }

  private Answer call(Caller caller, String key, String fingerprint) {
    return db.database().write(in(caller, key, fingerprint), Answer.class, this::work);
  }

  private Answer work(Tx tx) {
    UUID id = tx.newId();
    tx.append(new Event.UserAdded(id, "somebody"));
    int number = tx.nextNumber(Ref.Kind.SESSION);
    return new Answer("S-" + number, id, tx.at(), List.of("ä\n\"", "two"), 0.1, null);
  }

  private static Caller in(Caller caller, String key, String fingerprint) {
    return caller.in(new Call(new Call.Once(key, fingerprint)));
  }

  private long events(Caller caller) {
    return db.database().read(caller, tx -> tx.events().count());
  }
}
