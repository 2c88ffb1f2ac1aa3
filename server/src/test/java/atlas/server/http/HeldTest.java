package atlas.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class HeldTest {
  private final Semaphore room = new Semaphore(10);

  @Test
  void whatDoesNotFitIsNotTaken() {
    var one = new Held(room);
    var other = new Held(room);
    assertThat(one.take(6)).isTrue();
    assertThat(other.take(6)).isFalse();
    one.leave();
    assertThat(other.take(6)).isTrue();
    assertThat(room.availablePermits()).isEqualTo(4);
  }

  @Test
  void whatComesWhenItWasAnsweredTakesNoRoomFromOthers() {
    var held = new Held(room);
    assertThat(held.take(6)).isTrue();
    held.leave();
    assertThat(held.take(3)).isTrue();
    held.leave();
    assertThat(room.availablePermits()).isEqualTo(10);
  }
}
