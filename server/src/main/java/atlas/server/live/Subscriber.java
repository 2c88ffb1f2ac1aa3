package atlas.server.live;

import atlas.core.live.News;
import atlas.core.live.Subject;
import atlas.model.Caller;
import atlas.model.Fault;
import atlas.server.wire.Subscriptions.Client;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's session and what it wants to hear of, by its own addresses. */
final class Subscriber {
  private static final Logger log = LoggerFactory.getLogger(Subscriber.class);

  private final Caller caller;
  private final Client client;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();
  private final Set<String> untold = new HashSet<>();

  Subscriber(Caller caller, Client client) {
    this.caller = caller;
    this.client = client;
  }

  Caller caller() {
    return caller;
  }

  synchronized int size() {
    return subjects.size();
  }

  /** False where it would be more than so many. */
  synchronized boolean add(String uri, Subject subject, int most) {
    if (subjects.size() >= most && !subjects.containsKey(uri)) return false;
    subjects.put(uri, subject);
    return true;
  }

  synchronized void remove(String uri) {
    subjects.remove(uri);
    untold.remove(uri);
  }

  /** The tickets among them, which are looked at by themselves. */
  synchronized List<UUID> tickets() {
    return subjects.values().stream().map(Subject::ticketId).filter(Objects::nonNull).toList();
  }

  /** Tells the client of each that changed. */
  void hear(News.Happened happened) {
    var changed = new ArrayList<String>();
    synchronized (this) {
      for (var entry : subjects.entrySet()) {
        Subject after = entry.getValue().after(happened);
        if (after == null) continue;
        entry.setValue(after);
        changed.add(entry.getKey());
      }
    }
    changed.forEach(this::tell);
  }

  /** Tells what it missed while it did not listen. */
  void catchUp() {
    List<String> missed;
    synchronized (this) {
      missed = List.copyOf(untold);
      untold.clear();
    }
    missed.forEach(this::tell);
  }

  private void tell(String uri) {
    var unused =
        client
            .tell()
            .apply(uri)
            .subscribe(
                nothing -> {},
                deaf -> {
                  log.debug("A client does not listen: {}", Fault.of(deaf));
                  keep(uri);
                });
  }

  private synchronized void keep(String uri) {
    if (subjects.containsKey(uri)) untold.add(uri);
  }
}
