package atlas.core.memory;

import static atlas.core.TestHouse.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.memory.Memories.Fact;
import atlas.core.memory.Memories.Kept;
import atlas.model.Caller;
import atlas.model.Memory;
import atlas.model.Refusal;
import atlas.storage.Threads;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoriesTest {
  private final TestHouse house = new TestHouse();
  private final Memories memories = house.memories();
  private final Caller ann = house.ann();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void theSameTypeAndKeyAgainReplacesWhatItSaid() {
    Kept first = memories.remember(ann, fact(" lamps ", "They blink", null));
    assertThat(first.memory()).isEqualTo("M-1");
    assertThat(first.key()).isEqualTo("lamps");
    assertThat(first.project()).isNull();
    assertThat(first.effects()).isEmpty();
    Caller agent = TestHouse.agent(ann, "lantern");
    Kept again = memories.remember(agent, fact("lamps", "They glow", "harbour"));
    assertThat(again.memory()).isEqualTo("M-1");
    assertThat(again.project()).isEqualTo("harbour");
    assertThat(again.effects()).containsExactly("What M-1 said before is replaced");
    assertThat(house.rows("memories where value = 'They glow' and actor = 'lantern'")).isEqualTo(1);
    var other = new Fact(Memory.Type.preference, "lamps", "Dim", null, null);
    assertThat(memories.remember(ann, other).memory()).isEqualTo("M-2");
    assertThat(memories.remember(house.ben(), fact("lamps", "Ben's", null)).memory())
        .isEqualTo("M-1");
    assertThat(house.rows("memories")).isEqualTo(3);
  }

  @Test
  void whatIsKnownAlreadyIsNoEvent() {
    memories.remember(ann, fact("lamps", "They blink", null));
    long before = house.events(ann);
    assertThat(memories.remember(ann, fact("lamps", "They blink", null)).effects()).isEmpty();
    assertThat(house.events(ann)).isEqualTo(before);
    memories.remember(ann, fact("lamps", "They glow", null));
    assertThat(house.events(ann)).isEqualTo(before + 1);
    assertThat(house.rows("events where type = 'memory.saved' and short_id = 'M-1'")).isEqualTo(2);
  }

  @Test
  void whatIsRememberedNeedsWordsAndATimeToCome() {
    assertThat(refusal(() -> memories.remember(ann, fact(" ", "They blink", null))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal(() -> memories.remember(ann, fact("lamps", " ", null))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    Instant now = house.clock().instant();
    assertThat(refusal(() -> memories.remember(ann, until(now))).sentence())
        .isEqualTo("expires_at must be in the future; leave it out to keep it.");
    assertThat(memories.remember(ann, until(now.plusSeconds(60))).memory()).isEqualTo("M-1");
    house.clock().advance(Duration.ofHours(1));
    // However long ago it expired, the key is still its own.
    assertThat(memories.remember(ann, fact("lamps", "They glow", null)).expiresAt()).isNull();
    assertThat(house.rows("memories")).isEqualTo(1);
  }

  @Test
  void ofManyWhoRememberTheSameAtOnceNoneIsRefused() {
    var kept = Threads.race(8, n -> memories.remember(ann, fact("lamps", "They blink " + n, null)));
    assertThat(kept).extracting(Kept::memory).containsOnly(kept.get(0).memory());
    assertThat(house.rows("memories")).isEqualTo(1);
    assertThat(house.rows("events where type = 'memory.saved'")).isEqualTo(8);
  }

  private static Fact until(Instant expiresAt) {
    return new Fact(Memory.Type.pattern, "lamps", "They blink", null, expiresAt);
  }

  private static Fact fact(String key, String value, @Nullable String project) {
    return new Fact(Memory.Type.pattern, key, value, project, null);
  }
}
