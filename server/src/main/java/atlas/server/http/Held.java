package atlas.server.http;

import java.util.concurrent.Semaphore;

/** How much one body holds of the bytes that there is room for. */
final class Held {
  private final Semaphore room;
  private int bytes;
  private boolean left;

  Held(Semaphore room) {
    this.room = room;
  }

  /** Whether there was room for so many more. A body that was answered takes none any more. */
  synchronized boolean take(int more) {
    if (left) return true;
    if (!room.tryAcquire(more)) return false;
    bytes += more;
    return true;
  }

  /** Gives all of it back, for good: what is read may still be on its way when it is too late. */
  synchronized void leave() {
    left = true;
    room.release(bytes);
    bytes = 0;
  }
}
