package atlas.model;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is stored for a job that waits: ids and nothing else, since the scheduler sees it all.
 *
 * @param userId whose it is; null is nobody's, done for all at once
 * @param instance tells this piece of work from others of the same job
 * @param ids what it is about
 */
public record JobData(@Nullable UUID userId, String instance, List<UUID> ids) {
  private static final int MOST_IDS = 20;

  public JobData {
    ids = List.copyOf(ids);
    if (!instance.matches("[A-Za-z0-9_.-]{1,100}") || ids.size() > MOST_IDS) {
      throw new IllegalArgumentException("A job holds a short id and at most 20 more");
    }
  }

  /** The name of the piece of work that no other user's can have. */
  public String key() {
    return (userId == null ? "all" : userId) + "/" + instance;
  }

  /** As it is stored. */
  public String text() {
    var text = new StringBuilder(key());
    for (UUID id : ids) text.append('/').append(id);
    return text.toString();
  }

  /** What {@link #text} made. */
  public static JobData parse(String text) {
    String[] parts = text.split("/", -1);
    var ids = new ArrayList<UUID>();
    for (int i = 2; i < parts.length; i++) ids.add(UUID.fromString(parts[i]));
    UUID userId = parts[0].equals("all") ? null : UUID.fromString(parts[0]);
    return new JobData(userId, parts[1], ids);
  }
}
