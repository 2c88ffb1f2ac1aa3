package atlas.core.tickets;

import atlas.model.Refusal;
import java.util.Locale;
import java.util.regex.Pattern;

/** What an issue key looks like on this user's Jira. */
public record TicketKeys(Pattern pattern) {
  /** Jira's own default. */
  public static final TicketKeys DEFAULT = new TicketKeys(Pattern.compile("[A-Z][A-Z0-9_]+-\\d+"));

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
