package atlas.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A bearer token as its owner may see it: never the token, never its hash. */
public record ApiToken(
    UUID id,
    String label,
    List<String> scopes,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant revokedAt) {}
