package atlas.tools.testing;

import atlas.core.Outside;
import atlas.core.testing.Sheet;
import atlas.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sheets as an answer shows them: as much as there is room for, since nobody can ask for less. */
final class ShownSheet {
  private static final int MOST_BYTES = 44 * 1024;

  private ShownSheet() {}

  /** The answer that has as many lines of each list as fit. */
  static <O extends Record> O fitting(List<Sheet> sheets, Function<List<Sheet>, O> answer) {
    int lines = sheets.stream().mapToInt(ShownSheet::longest).max().orElse(0);
    O made = answer.apply(first(sheets, lines));
    while (lines > 0 && Json.MAPPER.writeValueAsBytes(made).length > MOST_BYTES) {
      lines /= 2;
      made = answer.apply(first(sheets, lines));
    }
    return made;
  }

  /** How many scenarios, bugs, notes and predictions some sheets have. */
  static int lines(List<Sheet> sheets) {
    return sheets.stream()
        .mapToInt(
            sheet ->
                sheet.scenarios().size()
                    + sheet.bugs().size()
                    + sheet.notes().size()
                    + suggestions(sheet))
        .sum();
  }

  private static int longest(Sheet sheet) {
    int most = Math.max(sheet.scenarios().size(), sheet.notes().size());
    return Math.max(most, Math.max(sheet.bugs().size(), suggestions(sheet)));
  }

  private static int suggestions(Sheet sheet) {
    return sheet.suggested() == null ? 0 : sheet.suggested().predictions().size();
  }

  private static List<Sheet> first(List<Sheet> sheets, int lines) {
    var shown = new ArrayList<Sheet>();
    for (Sheet sheet : sheets) shown.add(first(sheet, lines));
    return shown;
  }

  private static Sheet first(Sheet sheet, int lines) {
    Sheet.Debrief debrief = sheet.debrief();
    return new Sheet(
        sheet.session(),
        sheet.ticketKey(),
        Outside.line(sheet.charter(), 1_000),
        sheet.charterOffered(),
        Outside.line(sheet.tester(), 100),
        sheet.status(),
        sheet.outcome(),
        sheet.startedAt(),
        sheet.endedAt(),
        sheet.timeboxMinutes(),
        sheet.overMinutes(),
        sheet.duration(),
        sheet.activeMinutes(),
        sheet.breakMinutes(),
        sheet.split(),
        sheet.share(),
        sheet.environment().stream().map(pair -> Outside.line(pair, 200)).toList(),
        sheet.scenarios().stream().limit(lines).map(ShownSheet::line).toList(),
        sheet.bugs().stream().limit(lines).map(ShownSheet::found).toList(),
        sheet.escaped(),
        sheet.notes().stream().limit(lines).map(note -> Outside.line(note, 500)).toList(),
        suggested(sheet.suggested(), lines),
        new Sheet.Debrief(
            lineOrNull(debrief.past(), 1_000),
            debrief.results(),
            lineOrNull(debrief.obstacles(), 1_000),
            lineOrNull(debrief.outlook(), 1_000),
            lineOrNull(debrief.feelings(), 1_000)),
        sheet.timeZone());
  }

  private static Sheet.Line line(Sheet.Line line) {
    return new Sheet.Line(
        line.id(),
        Outside.line(line.scenario(), 500),
        line.result(),
        line.activity(),
        line.opportunity(),
        line.minutes(),
        line.prediction(),
        line.bugKey(),
        lineOrNull(line.notes(), 300));
  }

  private static Sheet.Found found(Sheet.Found bug) {
    return new Sheet.Found(bug.key(), lineOrNull(bug.summary(), 300), bug.scenarios());
  }

  private static Sheet.@Nullable Suggested suggested(Sheet.@Nullable Suggested all, int lines) {
    if (all == null) return null;
    return new Sheet.Suggested(
        all.made(),
        all.tried(),
        all.foundBug(),
        all.accuracy(),
        all.predictions().stream()
            .limit(lines)
            .map(
                one ->
                    new Sheet.Suggestion(
                        one.id(),
                        Outside.line(one.scenario(), 500),
                        one.confidence(),
                        one.tried(),
                        one.foundBug(),
                        one.feedback()))
            .toList());
  }

  private static @Nullable String lineOrNull(@Nullable String text, int length) {
    return text == null ? null : Outside.line(text, length);
  }
}
