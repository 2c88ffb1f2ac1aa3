package atlas.model;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mood or a day's journal, as its person reads it.
 *
 * @param id O-4 or J-3
 * @param score of a mood
 * @param text of a journal, or the note of a mood
 */
public record WellbeingLine(
    String id,
    LocalDate day,
    @Nullable Mood mood,
    @Nullable BigDecimal score,
    @Nullable String title,
    @Nullable String text,
    List<String> tags) {}
