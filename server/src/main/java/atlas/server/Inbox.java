package atlas.server;

import atlas.core.tickets.Webhooks;
import atlas.model.Caller;
import atlas.model.Refusal;
import atlas.server.accounts.WebhookSecrets;
import atlas.server.http.WebhookInbox;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Webhooks on their way from the network to where they are kept. */
final class Inbox implements WebhookInbox {
  private static final String ACTOR = "jira";

  private final WebhookSecrets secrets;
  private final Webhooks webhooks;
  private final Set<String> unsigned;

  /**
   * @param unsigned names of webhooks that need no signature
   */
  Inbox(WebhookSecrets secrets, Webhooks webhooks, Set<String> unsigned) {
    this.secrets = secrets;
    this.webhooks = webhooks;
    this.unsigned = unsigned;
  }

  @Override
  public boolean takesUnsigned(String account) {
    return unsigned.contains(account);
  }

  @Override
  public Optional<UUID> owner(String account, @Nullable String signature, byte[] body) {
    if (signature != null) return secrets.signedFor(account, signature, body);
    return takesUnsigned(account) ? secrets.unsignedFor(account) : Optional.empty();
  }

  @Override
  public void keep(UUID owner, Hook hook) {
    String identifier = hook.identifier();
    webhooks.keep(
        Caller.of(owner, ACTOR),
        new Webhooks.Delivery(
            hook.account(),
            identifier == null ? hash(hook.body()) : identifier,
            hook.headers(),
            text(hook.body())));
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.invalid("The body is not UTF-8.");
    }
  }

  // Data Center gives its webhooks no name; the same body is the same one.
  private static String hash(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
