package atlas.server.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atlas.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretsTest {
  private static final byte[] BODY = "Hello World!".getBytes(UTF_8);
  private static final String SIGNATURE =
      "a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";
  private static final UUID ANN = new UUID(0, 1);

  @TempDir Path home;

  private WebhookSecrets secrets() throws IOException {
    var secrets = new WebhookSecrets(home);
    secrets.make("harbour", ANN);
    Files.writeString(
        home.resolve("webhooks/harbour.json"),
        "{\"user_id\":\"" + ANN + "\",\"secret\":\"It's a Secret to Everybody\"}");
    return secrets;
  }

  @Test
  void theSignatureThatIsDocumentedIsRight() throws IOException {
    assertThat(secrets().signedFor("harbour", "sha256=" + SIGNATURE, BODY)).contains(ANN);
    assertThat(secrets().signedFor("harbour", "SHA256=" + SIGNATURE.toUpperCase(), BODY))
        .contains(ANN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "sha1=a4771c39fbe90f317c7824e83ddef3caae9cb3d9",
        SIGNATURE,
        "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c8",
        "sha256=" + SIGNATURE + "00",
        "sha256=" + SIGNATURE + ",sha256=" + SIGNATURE
      })
  void anyOtherIsNot(String signature) throws IOException {
    assertThat(secrets().signedFor("harbour", signature, BODY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "", "..", "../webhooks/harbour", "HARBOUR", "harbour.json"})
  void noOtherNameIsSignedWithIt(String name) throws IOException {
    assertThat(secrets().signedFor(name, "sha256=" + SIGNATURE, BODY)).isEmpty();
    assertThat(secrets().unsignedFor(name)).isEmpty();
  }

  @Test
  void aNewSecretHoldsFromThenOnInEveryProcess() {
    var one = new WebhookSecrets(home);
    var other = new WebhookSecrets(home);
    String first = one.make("harbour", ANN);
    assertThat(other.signedFor("harbour", signed(first), BODY)).contains(ANN);
    String second = one.make("harbour", ANN);
    assertThat(other.signedFor("harbour", signed(first), BODY)).isEmpty();
    assertThat(other.signedFor("harbour", signed(second), BODY)).contains(ANN);
    one.remove("harbour");
    assertThat(other.signedFor("harbour", signed(second), BODY)).isEmpty();
  }

  @Test
  void aSecretThatOthersMayReadProvesNothing() throws IOException {
    WebhookSecrets secrets = secrets();
    Path file = home.resolve("webhooks/harbour.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(secrets.signedFor("harbour", "sha256=" + SIGNATURE, BODY)).isEmpty();
    assertThatThrownBy(() -> secrets.owner("harbour"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("Everybody");
  }

  private static String signed(String secret) {
    return "sha256=" + HexFormat.of().formatHex(WebhookSecrets.sign(secret, BODY));
  }
}
