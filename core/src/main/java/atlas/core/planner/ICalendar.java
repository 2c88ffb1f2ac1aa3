package atlas.core.planner;

import atlas.model.CalendarEntry;
import atlas.model.CalendarEventType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A calendar as others take it (RFC 5545). Instants are of UTC, so that nobody has to be told what
 * our time zones are; whole days are of no zone. What is exported again keeps its UID.
 */
public record ICalendar(List<CalendarEntry> entries) {
  private static final int LONGEST_LINE = 75;
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  public ICalendar {
    entries = List.copyOf(entries);
  }

  /** How many earlier ones there are that are not in it. */
  public int omitted() {
    return entries.isEmpty() ? 0 : entries.get(0).matching() - entries.size();
  }

  /** The whole of it. */
  public String text() {
    var out = new StringBuilder();
    line(out, "BEGIN:VCALENDAR");
    line(out, "VERSION:2.0");
    line(out, "PRODID:-//ATLAS//ATLAS//EN");
    line(out, "CALSCALE:GREGORIAN");
    for (CalendarEntry entry : entries) event(out, entry);
    line(out, "END:VCALENDAR");
    return out.toString();
  }

  private static void event(StringBuilder out, CalendarEntry entry) {
    line(out, "BEGIN:VEVENT");
    line(out, "UID:" + entry.uid() + "@atlas");
    line(out, "DTSTAMP:" + INSTANT.format(entry.updatedAt()));
    LocalDate first = entry.firstDay();
    LocalDate last = entry.lastDay();
    Instant start = entry.startsAt();
    if (start != null) {
      line(out, "DTSTART:" + INSTANT.format(start));
      Instant end = entry.endsAt();
      if (end != null && end.isAfter(start)) line(out, "DTEND:" + INSTANT.format(end));
    } else if (first != null) {
      line(out, "DTSTART;VALUE=DATE:" + day(first));
      // The day after the last one, as others count.
      line(out, "DTEND;VALUE=DATE:" + day((last == null ? first : last).plusDays(1)));
    }
    line(out, "SUMMARY:" + escaped(entry.title()));
    if (entry.description() != null) line(out, "DESCRIPTION:" + escaped(entry.description()));
    line(out, "CATEGORIES:" + entry.type().name());
    // A deadline takes no time of the day.
    if (start == null || entry.type() == CalendarEventType.jira_deadline) {
      line(out, "TRANSP:TRANSPARENT");
    }
    if (entry.remindAt() != null && !entry.done()) alarm(out, entry, entry.remindAt());
    line(out, "END:VEVENT");
  }

  private static void alarm(StringBuilder out, CalendarEntry entry, Instant at) {
    line(out, "BEGIN:VALARM");
    line(out, "ACTION:DISPLAY");
    line(out, "TRIGGER;VALUE=DATE-TIME:" + INSTANT.format(at));
    line(out, "DESCRIPTION:" + escaped(entry.title()));
    line(out, "END:VALARM");
  }

  private static String day(LocalDate day) {
    return day.format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  /** What has a meaning of its own between lines, or none at all, is none. */
  static String escaped(String text) {
    var out = new StringBuilder();
    text.replace("\r\n", "\n")
        .replace('\r', '\n')
        .codePoints()
        .forEach(
            c -> {
              if (c == '\n') out.append("\\n");
              else if (c == '\\' || c == ';' || c == ',') out.append('\\').appendCodePoint(c);
              else if (c == '\t' || !Character.isISOControl(c)) out.appendCodePoint(c);
            });
    return out.toString();
  }

  /** A line of 75 bytes at most; what is longer goes on in the next, and no letter is broken. */
  private static void line(StringBuilder out, String line) {
    int bytes = 0;
    for (int i = 0; i < line.length(); ) {
      int c = line.codePointAt(i);
      String letter = Character.toString(c);
      int size = letter.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > LONGEST_LINE) {
        out.append("\r\n ");
        bytes = 1;
      }
      out.append(letter);
      bytes += size;
      i += letter.length();
    }
    out.append("\r\n");
  }
}
