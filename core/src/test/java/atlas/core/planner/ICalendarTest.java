package atlas.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.CalendarEntry;
import atlas.model.CalendarEventType;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ICalendarTest {
  private static final Instant AT = Instant.parse("2026-01-15T09:00:00Z");

  private static CalendarEntry timed(String title, String description, @Nullable Instant ring) {
    return new CalendarEntry(
        "event-1",
        CalendarEventType.custom,
        "V-1",
        title,
        description,
        false,
        null,
        null,
        AT,
        AT.plusSeconds(1800),
        ring,
        null,
        false,
        AT,
        1);
  }

  private static CalendarEntry whole(CalendarEventType type, LocalDate first, LocalDate last) {
    return new CalendarEntry(
        "day-" + type,
        type,
        "V-2",
        "Away",
        null,
        true,
        first,
        last,
        null,
        null,
        null,
        null,
        false,
        AT,
        2);
  }

  private static String written(String title, String description) {
    return new ICalendar(List.of(timed(title, description, null))).text();
  }

  @Test
  void everyLineEndsAsItShouldAndHas75BytesAtMost() {
    String long_ = "Lanterns 🏮 flicker ä ".repeat(40);
    String text = written(long_, "Zeile " + "ß".repeat(500));
    assertThat(text).endsWith("END:VCALENDAR\r\n");
    assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    for (String line : text.split("\r\n")) {
      assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75);
    }
    assertThat(text.replace("\r\n ", "")).contains("SUMMARY:" + long_ + "\r\n");
  }

  @Test
  void textCantEndItsLine() {
    String text = written("a\\b;c,d\r\nEND:VEVENT\u0007", "one\ntwo");
    assertThat(text)
        .contains("SUMMARY:a\\\\b\\;c\\,d\\nEND:VEVENT\r\n")
        .contains("DESCRIPTION:one\\ntwo\r\n")
        .containsOnlyOnce("\r\nEND:VEVENT\r\n");
  }

  @Test
  void anEntryIsKnownAgainByItsUid() {
    assertThat(written("a", "b"))
        .contains("UID:event-1@atlas\r\n")
        .contains("DTSTAMP:20260115T090000Z\r\nDTSTART:20260115T090000Z\r\nDTEND:20260115T093000Z");
  }

  @Test
  void anotherProgramReadsWhatWasMeant() throws IOException, ParserException {
    String title = "Lanterns 🏮, \\ ; \"ß\": ".repeat(9).strip();
    var day = LocalDate.of(2026, 3, 28);
    String text =
        new ICalendar(
                List.of(
                    timed(title, "one\n\ntwo\\n", AT.minusSeconds(600)),
                    whole(CalendarEventType.custom, day, day.plusDays(2)),
                    whole(CalendarEventType.jira_deadline, day, day)))
            .text();

    Calendar read = new CalendarBuilder().build(new StringReader(text));

    assertThat(read.validate().getEntries()).isEmpty();
    List<VEvent> events = read.getComponents(Component.VEVENT);
    assertThat(events)
        .extracting(event -> said(event, Property.UID))
        .containsExactly("event-1@atlas", "day-custom@atlas", "day-jira_deadline@atlas");
    VEvent timed = events.get(0);
    assertThat(said(timed, Property.SUMMARY)).isEqualTo(title);
    assertThat(said(timed, Property.DESCRIPTION)).isEqualTo("one\n\ntwo\\n");
    assertThat(timed.getStartDate().orElseThrow().getDate()).isEqualTo(AT.atOffset(ZoneOffset.UTC));
    assertThat(timed.getEndDate().orElseThrow().getDate())
        .isEqualTo(AT.plusSeconds(1800).atOffset(ZoneOffset.UTC));
    assertThat(timed.getAlarms())
        .extracting(alarm -> said(alarm, Property.TRIGGER))
        .containsExactly("20260115T085000Z");
    assertThat(events.get(1).getStartDate().orElseThrow().getDate()).isEqualTo(day);
    assertThat(events.get(1).getEndDate().orElseThrow().getDate()).isEqualTo(day.plusDays(3));
    assertThat(events.get(2).getEndDate().orElseThrow().getDate()).isEqualTo(day.plusDays(1));
    assertThat(said(events.get(2), Property.TRANSP)).isEqualTo("TRANSPARENT");
  }

  private static String said(Component component, String property) {
    return component.getProperty(property).orElseThrow().getValue();
  }
}
