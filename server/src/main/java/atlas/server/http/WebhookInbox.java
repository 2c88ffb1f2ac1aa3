package atlas.server.http;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where webhooks go. */
public interface WebhookInbox {
  /**
   * What came.
   *
   * @param account the name in the address
   * @param identifier what the sender calls it, the same each time that it is sent
   * @param headers others that are worth keeping
   * @param body byte for byte as it was signed
   */
  record Hook(
      String account, @Nullable String identifier, Map<String, String> headers, byte[] body) {}

  /** Whether that name is one that needs no signature, as the operator set it. */
  boolean takesUnsigned(String account);

  /**
   * Whose it is. Nobody's when the signature is not right, and just the same when there is no such
   * account: who asks must not learn which names there are, not by the time it takes either.
   *
   * @param signature of the body; null where none was sent
   */
  Optional<UUID> owner(String account, @Nullable String signature, byte[] body);

  /**
   * Keeps it.
   *
   * @throws atlas.model.Refusal INVALID when it can't be a webhook; any other means not now
   */
  void keep(UUID owner, Hook hook);
}
