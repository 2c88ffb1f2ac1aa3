package atlas.integrations.jira;

import atlas.integrations.Addresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a person's Jira is and how to sign in there.
 *
 * @param base the site, without a slash at its end
 * @param email whom the token belongs to; null for a personal access token of Data Center
 * @param token never shown
 * @param keeping where this is written down
 */
public record JiraAccount(URI base, @Nullable String email, String token, Keeping keeping) {
  public JiraAccount {
    if (base.getHost() == null || !base.isAbsolute()) {
      throw new IllegalArgumentException(
          keeping.word("JIRA_HOST")
              + " is no web address: give the one of your Jira, such as"
              + " your-site.atlassian.net.");
    }
    if (!Addresses.maySeeSecrets(base)) {
      throw new IllegalArgumentException(
          keeping.word("JIRA_HOST")
              + " must be an https address: plain http would show the token to the network.");
    }
    if (email != null && (email.isBlank() || email.contains(":"))) {
      throw new IllegalArgumentException(
          keeping.word("JIRA_EMAIL")
              + " must be the e-mail address that you sign in to Jira with.");
    }
    if (token.isBlank()) {
      throw new IllegalArgumentException(
          email == null
              ? keeping.word("JIRA_PAT")
                  + " is empty: make a token in Jira, in your profile, Personal Access Tokens."
              : keeping.word("JIRA_API_TOKEN")
                  + " is empty: make a token at id.atlassian.com, Security, API tokens.");
    }
  }

  /**
   * An account from settings as people write them.
   *
   * @param host with or without scheme, port, path and slashes, or a link copied from the browser
   */
  public static JiraAccount of(String host, String email, String token) {
    return of(Keeping.ENVIRONMENT, host, email, token);
  }

  /** The same, of somebody whose account may be written down elsewhere. */
  public static JiraAccount of(Keeping keeping, String host, String email, String token) {
    return new JiraAccount(base(keeping, host.strip()), email.strip(), token.strip(), keeping);
  }

  /** An account at a Jira Data Center, which takes a personal access token alone. */
  public static JiraAccount of(String host, String personalAccessToken) {
    return of(Keeping.ENVIRONMENT, host, personalAccessToken);
  }

  /** The same, of somebody whose account may be written down elsewhere. */
  public static JiraAccount of(Keeping keeping, String host, String personalAccessToken) {
    return new JiraAccount(base(keeping, host.strip()), null, personalAccessToken.strip(), keeping);
  }

  /** The page that people see of an issue. */
  public URI browse(String key) {
    return URI.create(base + "/browse/" + key);
  }

  private static URI base(Keeping keeping, String host) {
    try {
      URI given = new URI(host.contains("://") ? host : "https://" + host);
      if (given.getHost() == null || given.getUserInfo() != null) throw noAddress(keeping);
      String name = given.getHost().toLowerCase(Locale.ROOT);
      String scheme = given.getScheme().toLowerCase(Locale.ROOT);
      // Nobody has a certificate for this machine who does not say so.
      if (!host.contains("://") && Addresses.isLoopback(name)) scheme = "http";
      if (!scheme.equals("http") && !scheme.equals("https")) throw noAddress(keeping);
      // A Cloud site has no path of its own: what is there was copied from the browser.
      String path =
          name.endsWith(".atlassian.net") || given.getPath() == null ? "" : given.getPath();
      path = path.replaceAll("/+$", "");
      return new URI(scheme, null, name, given.getPort(), path.isEmpty() ? null : path, null, null);
    } catch (URISyntaxException e) {
      // Without the cause, which repeats the address.
      throw noAddress(keeping);
    }
  }

  private static IllegalArgumentException noAddress(Keeping keeping) {
    return new IllegalArgumentException(
        keeping.word("JIRA_HOST")
            + " is no web address: give the one of your Jira, such as"
            + " your-site.atlassian.net, without user name and password.");
  }

  String authorization() {
    if (email == null) return "Bearer " + token;
    byte[] pair = (email + ":" + token).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** What must never be repeated to anybody. */
  List<String> secrets() {
    String header = authorization();
    // The longest first: none is to be left in part because another stands in it.
    var secrets = new ArrayList<>(List.of(header, header.substring(header.indexOf(' ') + 1)));
    if (email != null) secrets.add(email);
    secrets.add(token);
    secrets.add(String.valueOf(base.getHost()));
    return secrets;
  }

  @Override
  public String toString() {
    return "JiraAccount[base=" + base + ", email=" + email + ", token=***]";
  }
}
