package atlas.core.activity;

import atlas.core.evidence.NewEvidence;
import atlas.model.TicketKey;
import atlas.storage.Tx;
import atlas.storage.WorkTable.Linked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which issue of Jira something at GitLab belongs to: the first key in its title, or else in what
 * its content begins with, as a branch. Only keys of known projects are keys: UTF-8 and SHA-256
 * look like them.
 */
final class Links {
  // Branches are in small letters often, and have keys between other words.
  private static final Pattern KEY =
      Pattern.compile("(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9_]{1,99})-(\\d{1,9})(?![A-Za-z0-9])");
  private static final int LONGEST_TEXT = 1_000;

  private final Set<String> projects;

  /**
   * @param projects the keys of those that are known
   */
  Links(Collection<String> projects) {
    this.projects = new TreeSet<>(projects);
  }

  /** What tells these links from those of other projects. */
  List<String> projects() {
    return List.copyOf(projects);
  }

  /** The same evidence with the keys that the issues have now. */
  List<NewEvidence> of(Tx tx, List<NewEvidence> items) {
    var keys = new ArrayList<@Nullable String>();
    for (NewEvidence item : items) {
      String known = item.ticketKey();
      keys.add(known == null ? key(item.title(), item.content()) : known);
    }
    stay(tx, items, keys);
    Map<String, String> moved = moved(tx, keys);
    var linked = new ArrayList<NewEvidence>();
    for (int i = 0; i < items.size(); i++) {
      String key = keys.get(i);
      linked.add(key == null ? items.get(i) : with(items.get(i), moved.getOrDefault(key, key)));
    }
    return linked;
  }

  /** A commit that names no issue stays with the one that its merge request is for. */
  private static void stay(Tx tx, List<NewEvidence> items, List<@Nullable String> keys) {
    var commits = new HashMap<String, Integer>();
    for (int i = 0; i < items.size(); i++) {
      String id = items.get(i).sourceId();
      if (keys.get(i) == null && GitLabWords.isCommit(id)) commits.put(id, i);
    }
    if (commits.isEmpty()) return;
    for (Linked linked : tx.work().linked(commits.keySet().toArray(String[]::new))) {
      keys.set(Objects.requireNonNull(commits.get(linked.sourceId())), linked.ticketKey());
    }
  }

  private static Map<String, String> moved(Tx tx, List<@Nullable String> keys) {
    String[] written = keys.stream().filter(key -> key != null).toArray(String[]::new);
    var moved = new HashMap<String, String>();
    if (written.length == 0) return moved;
    for (TicketKey key : tx.work().moved(written)) moved.put(key.oldKey(), key.ticketKey());
    return moved;
  }

  /** The key in the title, or else in the first line of the content; null when there is none. */
  @Nullable String key(String title, String content) {
    String inTitle = first(title);
    return inTitle == null ? first(content.lines().findFirst().orElse("")) : inTitle;
  }

  private @Nullable String first(String text) {
    Matcher key = KEY.matcher(text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
    int from = 0;
    while (key.find(from)) {
      String project = key.group(1).toUpperCase(Locale.ROOT);
      // A number of no digits but zeros is no issue's.
      if (projects.contains(project) && !key.group(2).matches("0+")) {
        return project + "-" + key.group(2).replaceFirst("^0+", "");
      }
      // In fix_HBR-12 the key is the second half.
      from = key.start() + 1;
    }
    return null;
  }

  static NewEvidence with(NewEvidence item, String key) {
    return new NewEvidence(
        item.source(),
        item.sourceId(),
        item.title(),
        item.summary(),
        item.content(),
        item.sourceUrl(),
        item.happenedAt(),
        key,
        item.category(),
        item.suggestedTags());
  }
}
