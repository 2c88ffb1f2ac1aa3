package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.MemoryEvent;
import atlas.model.Project;
import atlas.model.Ref;
import atlas.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final TestDatabase db = TestDatabase.create();
  private final Caller ann = db.user("ann");
  private final Caller ben = db.user("ben");

  @AfterEach
  void drop() {
    db.close();
  }

  @Test
  void aReadCannotWrite() {
    Refusal no = refusal(() -> read(ann, DatabaseTest::project));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
    assertThat(projects(ann)).isZero();
  }

  @Test
  void aReadOnlyServerWritesNothingAtAll() {
    Database readOnly = db.readOnly();
    for (ThrowingCallable write :
        List.<ThrowingCallable>of(
            () -> readOnly.write(ann, DatabaseTest::project),
            () -> readOnly.write(ann, tx -> tx.nextNumber(Ref.Kind.SESSION)),
            () -> readOnly.identify(tx -> tx.users().ensure(tx.newId(), "carl")))) {
      Refusal no = refusal(write);
      assertThat(no.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
      assertThat(no.sentence())
          .isEqualTo("This server is read-only; start it without --read-only to write.");
    }
    long seen = readOnly.read(ann, tx -> tx.events().count());
    assertThat(seen).isZero();
  }

  @Test
  void transactionsDoNotNest() {
    for (Function<Tx, Object> inner :
        List.<Function<Tx, Object>>of(
            tx -> read(ann, DatabaseTest::project),
            tx -> write(ben, DatabaseTest::project),
            tx -> db.database().identify(DatabaseTest::project))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> write(ann, inner))
          .withMessage("A transaction is open already: pass its Tx on.");
      assertThatIllegalStateException().isThrownBy(() -> read(ann, inner));
    }
    assertThat(projects(ann) + projects(ben)).isZero();
  }

  @Test
  void everybodySeesOnesOwn() {
    UUID id = write(ann, DatabaseTest::project);
    assertThat(found(ann)).map(Project::id).contains(id);
    assertThat(found(ben)).isEmpty();
    Optional<Project> byNobody = db.database().identify(tx -> tx.projects().find("house"));
    assertThat(byNobody).isEmpty();
    // A name that the other has too is no conflict, and tells nothing.
    write(ben, DatabaseTest::project);
    assertThat(found(ben)).map(Project::id).isNotEqualTo(Optional.of(id));
  }

  @Test
  void whatFailsTakesItsEventAndItsNumberAlong() {
    assertThatThrownBy(
            () ->
                write(
                    ann,
                    tx -> {
                      project(tx);
                      tx.nextNumber(Ref.Kind.SESSION);
                      throw Refusal.invalid("No.");
                    }))
        .isInstanceOf(Refusal.class);
    assertThat(projects(ann)).isZero();
    assertThat(events(ann)).isZero();
    int number = write(ann, tx -> tx.nextNumber(Ref.Kind.SESSION));
    assertThat(number).isEqualTo(1);
    write(ann, DatabaseTest::project);
    assertThat(events(ann)).isEqualTo(1);
  }

  @Test
  void theSameNameAgainIsAConflictAndLeavesNothing() {
    write(ann, DatabaseTest::project);
    UUID id = found(ann).orElseThrow().id();
    Refusal no =
        refusal(
            () ->
                write(
                    ann,
                    tx -> {
                      tx.append(new Event.UserAdded(tx.newId(), "ann"));
                      return tx.projects().insert(Project.plain(id, "another", tx.at()));
                    }));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(no.sentence()).isEqualTo("That exists already; look it up and use it.");
    assertThat(events(ann)).isEqualTo(1);
  }

  @Test
  void aWriteInAnothersNameIsForbidden() {
    Refusal no =
        refusal(
            () ->
                db.database()
                    .identify(
                        tx -> tx.projects().insert(Project.plain(tx.newId(), "house", tx.at()))));
    assertThat(no.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
  }

  @Test
  void nulInTextIsInvalid() {
    for (Function<Tx, Object> work :
        List.<Function<Tx, Object>>of(
            tx -> tx.projects().insert(Project.plain(tx.newId(), "a\0b", tx.at())),
            tx -> tx.tickets().store("[{\"summary\":\"a\\u0000b\"}]"))) {
      Refusal no = refusal(() -> write(ann, work));
      assertThat(no.kind()).isEqualTo(Refusal.Kind.INVALID);
      assertThat(no.sentence()).isEqualTo("Text must not contain the NUL character; leave it out.");
    }
  }

  @Test
  void shortIdsHaveNoGapsHoweverManyAskAtOnce() {
    List<List<Integer>> numbers =
        Threads.race(
            8,
            n ->
                IntStream.range(0, 10)
                    .mapToObj(i -> write(ann, tx -> tx.nextNumber(Ref.Kind.DECISION)))
                    .toList());
    assertThat(numbers.stream().flatMap(List::stream).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, 80).boxed().toList());
    int bens = write(ben, tx -> tx.nextNumber(Ref.Kind.DECISION));
    assertThat(bens).isEqualTo(1);
    int sessions = write(ann, tx -> tx.nextNumber(Ref.Kind.SESSION));
    assertThat(sessions).isEqualTo(1);
  }

  @Test
  void updatedAtIsTheClocksInstantNotTheServers() {
    write(ann, DatabaseTest::project);
    Instant made = db.clock().instant();
    db.clock().advance(Duration.ofHours(3));
    db.admin()
        .useTransaction(
            handle -> {
              handle.execute(
                  "select set_config('atlas.now', ?, true)", made.plusSeconds(60).toString());
              handle.execute("update projects set description = 'a house'");
            });
    List<Instant> times =
        db.admin()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select created_at from projects union all select updated_at from projects")
                        .mapTo(Instant.class)
                        .list());
    assertThat(times).containsExactly(made, made.plusSeconds(60));
  }

  @Test
  void everythingThatHappensInATransactionHappensAtOneInstant() {
    db.clock().advance(Duration.ofNanos(123_456_789));
    Instant at =
        write(
            ann,
            tx -> {
              db.clock().advance(Duration.ofMinutes(5));
              tx.append(new Event.UserAdded(tx.newId(), "ann"));
              return tx.at();
            });
    Instant logged =
        db.admin()
            .withHandle(h -> h.createQuery("select at from events").mapTo(Instant.class).one());
    assertThat(logged).isEqualTo(at).isEqualTo("2026-01-15T09:00:00.123456Z");
  }

  private static UUID project(Tx tx) {
    Project project = Project.plain(tx.newId(), "house", tx.at());
    tx.projects().insert(project);
    tx.append(new MemoryEvent.ProjectCreated(project));
    return project.id();
  }

  private long projects(Caller caller) {
    return found(caller).stream().count();
  }

  private Optional<Project> found(Caller caller) {
    return db.database().read(caller, tx -> tx.projects().find("house"));
  }

  private long events(Caller caller) {
    return db.database().read(caller, tx -> tx.events().count());
  }

  private <R> R read(Caller caller, Function<Tx, R> work) {
    return db.database().read(caller, work);
  }

  private <R> R write(Caller caller, Function<Tx, R> work) {
    return db.database().write(caller, work);
  }

  private static Refusal refusal(ThrowingCallable call) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, call));
  }
}
