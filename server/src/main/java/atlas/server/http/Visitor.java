package atlas.server.http;

import atlas.model.Caller;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request.
 *
 * @param owner the user whose token came with it; nothing for the local user, who is not known
 *     before the database is up
 * @param caller whom the tools act for
 * @param welcome whether the token is still good: asked again while a stream stays open
 */
record Visitor(@Nullable UUID owner, Supplier<Caller> caller, BooleanSupplier welcome) {}
