package atlas.model;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A personal task that is to be done; matching is how many there are. */
public record Todo(
    String item,
    String title,
    SpaceName space,
    PersonalPriority priority,
    @Nullable LocalDate due,
    @Nullable String dueTime,
    List<String> tags,
    @Nullable String ticketKey,
    @Nullable String bugKey,
    boolean autoCreated,
    int matching) {}
