package atlas.core.planner;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.model.CalendarEntry;
import atlas.model.CalendarEventType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ICalendarTest {
  private static final Instant AT = Instant.parse("2026-01-15T09:00:00Z");

  private static String written(String title, String description) {
    var entry =
        new CalendarEntry(
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
            null,
            null,
            false,
            AT,
            1);
    return new ICalendar(List.of(entry)).text();
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
}
