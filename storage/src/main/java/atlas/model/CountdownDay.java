package atlas.model;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A day that is counted down to. */
public record CountdownDay(
    String item,
    String title,
    LocalDate day,
    Countdown.Category category,
    @Nullable String colour,
    @Nullable String icon,
    @Nullable String ticketKey,
    boolean autoCreated,
    int matching) {}
