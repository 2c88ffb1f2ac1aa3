package atlas.core.tickets;

import atlas.model.Refusal;
import atlas.model.TicketKey;
import atlas.storage.Tx;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an issue key looks like on this user's Jira. */
public record TicketKeys(Pattern pattern) {
  /** Jira's own default. */
  public static final TicketKeys DEFAULT = new TicketKeys(Pattern.compile("[A-Z][A-Z0-9_]+-\\d+"));

  /** The key that its issue has now; refuses what isn't one. */
  public String now(Tx tx, String written) {
    String key = parse(written);
    return tx.work().moved(new String[] {key}).stream()
        .findFirst()
        .map(TicketKey::ticketKey)
        .orElse(key);
  }

  /** The key in capitals; refuses what isn't one. */
  public String parse(String written) {
    String key = written.strip().toUpperCase(Locale.ROOT);
    if (key.length() > 64 || !pattern.matcher(key).matches()) {
      throw Refusal.invalid(
          "A Jira issue key looks like HBR-12; this is not one: "
              + atlas.core.Outside.line(written, 40));
    }
    return key;
  }
}
