package atlas.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A review pack as its owner gave it to somebody to read: a copy of its own.
 *
 * @param content Markdown; null in a list
 */
public record SharedPack(
    UUID id,
    UUID userId,
    UUID readerId,
    String ownerName,
    String readerName,
    String title,
    @Nullable String content,
    Instant sharedAt) {}
