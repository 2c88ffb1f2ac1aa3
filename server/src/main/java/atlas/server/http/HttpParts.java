package atlas.server.http;

import atlas.model.Caller;
import atlas.server.wire.Calls;
import atlas.server.wire.Gate;
import atlas.server.wire.Subscriptions;
import io.modelcontextprotocol.json.McpJsonMapper;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP server is connected to.
 *
 * @param registrar what is served
 * @param tokens who a bearer token stands for; asked at every request, so that a revoked token ends
 *     at once
 * @param local who is served on loopback without a token; may wait for the database or refuse
 * @param gate looks at each request before the SDK
 * @param calls how a running request is stopped
 * @param ready whether the database is reachable and current
 * @param json reads requests and writes answers
 * @param webhooks where webhooks go; nowhere when there is none
 * @param subscriptions what clients want to hear of; the SDK's business when there is none
 */
public record HttpParts(
    Registrar registrar,
    Function<String, Optional<Caller>> tokens,
    Supplier<Caller> local,
    Gate gate,
    Calls calls,
    BooleanSupplier ready,
    McpJsonMapper json,
    @Nullable WebhookInbox webhooks,
    @Nullable Subscriptions subscriptions) {}
