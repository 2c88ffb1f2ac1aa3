package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class JiraAccountTest {
  @Test
  void anAddressIsUnderstoodAsPeopleWriteIt() {
    Map.of(
            "shop.atlassian.net", "https://shop.atlassian.net",
            " https://Shop.atlassian.net/ ", "https://shop.atlassian.net",
            "https://shop.atlassian.net/jira/your-work?a=b#c", "https://shop.atlassian.net",
            "https://shop.atlassian.net/browse/HBR-1", "https://shop.atlassian.net",
            "jira.example.com:8443/jira//", "https://jira.example.com:8443/jira",
            "HTTPS://jira.example.com", "https://jira.example.com",
            "http://127.0.0.1:8080", "http://127.0.0.1:8080",
            "localhost:8080", "http://localhost:8080",
            "http://[::1]:80", "http://[::1]:80")
        .forEach(
            (host, base) ->
                assertThat(JiraAccount.of(host, "a@example.com", "t").base()).hasToString(base));
  }

  @Test
  void whatIsNoAddressIsRefusedWithoutRepeatingIt() {
    for (String host :
        new String[] {
          "",
          "not a host",
          "https://",
          "ftp://x.example.com",
          "under_score.example",
          "https://ann:hunter2@jira.example.com",
          "http:///",
          "::"
        }) {
      assertThatThrownBy(() -> JiraAccount.of(host, "a@example.com", "t"))
          .as(host)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("JIRA_HOST")
          .hasMessageNotContaining("hunter2")
          .hasNoCause();
    }
  }

  @Test
  void plainHttpToAnotherMachineIsRefused() {
    for (String host : new String[] {"http://jira.example.com", "http://127.0.0.1.example.com"}) {
      assertThatThrownBy(() -> JiraAccount.of(host, "a@example.com", "t"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be an https address");
    }
  }

  @Test
  void emptySettingsAreNamed() {
    assertThatThrownBy(() -> JiraAccount.of("x.example.com", " ", "t"))
        .hasMessageStartingWith("JIRA_EMAIL");
    assertThatThrownBy(() -> JiraAccount.of("x.example.com", "a@example.com", "\n"))
        .hasMessageStartingWith("JIRA_API_TOKEN");
  }

  @Test
  void aPersonalAccessTokenNeedsNoEmail() {
    var account = JiraAccount.of("jira.example.com/jira", " s3cret-pat ");
    assertThat(account.email()).isNull();
    assertThat(account.authorization()).isEqualTo("Bearer s3cret-pat");
    assertThat(account.toString()).doesNotContain("s3cret");
    assertThat(account.browse("HBR-1")).hasToString("https://jira.example.com/jira/browse/HBR-1");
    assertThatThrownBy(() -> JiraAccount.of("jira.example.com", " "))
        .hasMessageStartingWith("JIRA_PAT");
  }

  @Test
  void theTokenIsNeverShown() {
    var account = JiraAccount.of("x.example.com", "a@example.com", " s3cret\n");
    assertThat(account.toString()).doesNotContain("s3cret").contains("***");
    assertThat(account.token()).isEqualTo("s3cret");
  }
}
