package atlas.core.meaning;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.testing.Sessions;
import atlas.model.Activity;
import atlas.model.Caller;
import atlas.model.Result;
import atlas.storage.jobs.Outcome;
import atlas.storage.jobs.Run;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever waits for an answer goes before what is embedded for later. */
class EmbeddingPaceTest {
  private final TestHouse house = new TestHouse();
  private final FakeModel model = new FakeModel();
  private final Caller ann = house.ann();
  private final Meaning meaning = Meaning.by(() -> model.embedder("small", 8));
  private final AtomicBoolean calling = new AtomicBoolean(true);
  private final Embedding job =
      new Embedding(house.db().database(), meaning, house.clock(), calling::get);

  @AfterEach
  void close() {
    meaning.close();
    model.close();
    house.close();
  }

  private Outcome embed() {
    return job.run(new Run(ann, "recurring", List.of(), 1, false));
  }

  private int waiting() {
    return house.db().database().read(ann, tx -> tx.vectors().state().orElseThrow().waiting());
  }

  @Test
  void oneBatchIsReadWhileSomebodyCallsAndTheRestWhenNobodyDoes() {
    house.jira().put("HBR-1").summary("Sign-in is broken").description("");
    house.sessions().start(ann, new Sessions.Start("HBR-1", "Try it", null, false));
    for (int i = 0; i < 70; i++) {
      var scenario =
          new Sessions.Log(
              null, "Sign in as user " + i, Result.passed, Activity.test, null, null, null, null);
      house.sessions().log(ann, scenario);
    }
    house.clock().advance(Duration.ofSeconds(1));
    Outcome rest = Outcome.later(house.clock().instant().plusSeconds(10));
    assertThat(embed()).isEqualTo(rest);
    assertThat(waiting()).isEqualTo(70);
    assertThat(embed()).isEqualTo(rest);
    assertThat(waiting()).isEqualTo(38);
    assertThat(house.rows("vectors where kind = 'scenario'")).isEqualTo(32);

    calling.set(false);
    assertThat(embed()).isEqualTo(Outcome.DONE);
    assertThat(waiting()).isZero();
    assertThat(house.rows("vectors where kind = 'scenario'")).isEqualTo(70);
  }
}
