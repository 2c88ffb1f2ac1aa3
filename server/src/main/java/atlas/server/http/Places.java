package atlas.server.http;

import java.util.HashMap;
import java.util.Map;

/** How many may be here at once: in all, of one name, and from one address. */
final class Places {
  private static final int MOST = 256;
  private static final int MOST_OF_ADDRESS = 64;
  private static final int MOST_OF_NAME = 32;

  private final Map<String, Integer> ofAddress = new HashMap<>();
  private final Map<String, Integer> ofName = new HashMap<>();
  private int all;

  /** Takes a place, if there is one; whoever took it leaves it. */
  synchronized boolean take(String address, String name) {
    if (all >= MOST
        || ofAddress.getOrDefault(address, 0) >= MOST_OF_ADDRESS
        || ofName.getOrDefault(name, 0) >= MOST_OF_NAME) {
      return false;
    }
    all++;
    ofAddress.merge(address, 1, Integer::sum);
    ofName.merge(name, 1, Integer::sum);
    return true;
  }

  synchronized void leave(String address, String name) {
    all--;
    ofAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    ofName.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
  }
}
