package atlas.server.accounts;

import atlas.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets with which webhooks are signed, each in a file of its own with whose it is, so that a
 * flood of forged ones never reaches the database.
 */
public final class WebhookSecrets {
  private static final Logger log = LoggerFactory.getLogger(WebhookSecrets.class);

  // Small letters alone: some disks take A for a.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern SIGNATURE = Pattern.compile("(?i)sha256=([0-9a-f]{64})");
  private static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final PrivateFiles files;
  private final SecureRandom random = new SecureRandom();
  private final Stored nobody = new Stored(new UUID(0, 0), newSecret());
  private final ConcurrentHashMap<String, Kept> kept = new ConcurrentHashMap<>();

  private record Stored(UUID userId, String secret) {
    @Override
    public String toString() {
      return "Stored[userId=" + userId + ", secret=***]";
    }
  }

  private record Kept(PrivateFiles.Stamp stamp, Stored stored) {}

  public WebhookSecrets(Path home) {
    this.files = new PrivateFiles(home.resolve("webhooks"));
  }

  /** Makes up a secret for that name, in the place of the one it had; the only time it is seen. */
  public String make(String name, UUID userId) {
    checkName(name);
    String secret = newSecret();
    files.write(name, new Stored(userId, secret));
    return secret;
  }

  /** Whose that name is, if it has a secret. */
  public Optional<UUID> owner(String name) {
    return known(name) ? files.read(name, Stored.class).map(Stored::userId) : Optional.empty();
  }

  /** The names that have a secret. */
  public List<String> names() {
    return files.names();
  }

  /** Where the secret of that name lies. */
  Path path(String name) {
    return files.file(name);
  }

  /** Forgets the secret; whether there was one. */
  public boolean remove(String name) {
    return known(name) && files.delete(name);
  }

  /**
   * Whose the name is, if the body was signed with its secret. A name that is not there is told
   * from a wrong signature by nothing, for it is checked against a secret that nobody knows.
   */
  public Optional<UUID> signedFor(String name, String signature, byte[] body) {
    Matcher given = SIGNATURE.matcher(signature.strip());
    byte[] sent = given.matches() ? HexFormat.of().parseHex(given.group(1)) : new byte[0];
    Stored stored = usable(name);
    boolean right = MessageDigest.isEqual(sign(stored == null ? nobody : stored, body), sent);
    return right && stored != null ? Optional.of(stored.userId()) : Optional.empty();
  }

  /** Whose the name is, for one that needs no signature. */
  public Optional<UUID> unsignedFor(String name) {
    return Optional.ofNullable(usable(name)).map(Stored::userId);
  }

  /** Refuses a name that a webhook can't have. */
  public static void checkName(String name) {
    if (!known(name)) {
      throw Refusal.invalid(
          "A webhook's name has 1 to 64 small letters, digits, dots, underscores or hyphens.");
    }
  }

  private @Nullable Stored usable(String name) {
    if (!known(name)) return null;
    try {
      Optional<PrivateFiles.Stamp> stamp = files.stamp(name);
      if (stamp.isEmpty()) {
        kept.remove(name);
        return null;
      }
      Kept found = kept.get(name);
      if (found == null || !found.stamp().equals(stamp.get())) {
        Optional<Stored> stored = files.read(name, Stored.class);
        if (stored.isEmpty()) return null;
        found = new Kept(stamp.get(), stored.get());
        kept.put(name, found);
      }
      return found.stored();
    } catch (Refusal unusable) {
      // Who sent it is told nothing of that; whoever runs the server is.
      log.warn("A webhook is refused: {}", unusable.sentence());
      return null;
    }
  }

  private static boolean known(String name) {
    return NAME.matcher(name).matches();
  }

  private String newSecret() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] sign(Stored stored, byte[] body) {
    return sign(stored.secret(), body);
  }

  /** HMAC-SHA256 of the body. */
  static byte[] sign(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HMAC-SHA256", e);
    }
  }
}
