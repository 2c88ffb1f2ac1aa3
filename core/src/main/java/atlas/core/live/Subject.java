package atlas.core.live;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody wants to hear of.
 *
 * @param names what events call it: its id, and the key of a ticket; or areas of events
 * @param ticketId of a ticket, which a copy of Jira changes without an event of its own
 * @param state of a ticket, in which a change by a copy is seen
 */
public record Subject(Set<String> names, @Nullable UUID ticketId, String state) {
  public Subject {
    names = Set.copyOf(names);
  }

  /** Something that every event about it names. */
  static Subject of(UUID id) {
    return new Subject(Set.of(id.toString()), null, "");
  }

  /** Whatever happens in these areas, which are what the types of events begin with. */
  static Subject of(String... areas) {
    return new Subject(Set.of(areas), null, "");
  }

  /** A ticket under that key, which it may lose to another. */
  static Subject ticket(UUID id, String key, String state) {
    return new Subject(Set.of(id.toString(), key), id, state);
  }

  /**
   * The same after what happened; null where nothing of it concerns this.
   *
   * @param happened what happened, all of it
   */
  public @Nullable Subject after(News.Happened happened) {
    News.TicketNow now = ticketId == null ? null : happened.tickets().get(ticketId);
    if (now != null && !now.state().equals(state)) {
      return ticket(now.id(), now.key(), now.state());
    }
    boolean concerned = happened.more() || happened.names().stream().anyMatch(names::contains);
    if (!concerned) return null;
    return now == null ? this : ticket(now.id(), now.key(), now.state());
  }
}
