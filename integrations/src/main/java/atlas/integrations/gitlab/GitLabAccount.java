package atlas.integrations.gitlab;

import atlas.integrations.Addresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a person's GitLab is and how to sign in there.
 *
 * @param base the site, without a slash at its end
 * @param token never shown
 * @param user whose file this is written in, made by {@code atlas account add}; null for the
 *     environment
 */
public record GitLabAccount(URI base, String token, @Nullable String user) {
  /** Where an account is that names no address. */
  public static final String USUAL = "https://gitlab.com";

  /**
   * An account from settings as people write them.
   *
   * @param address with or without scheme, port, path and slashes
   * @throws IllegalArgumentException with a sentence that says what to mend, without the token
   */
  public static GitLabAccount of(String address, String token, @Nullable String user) {
    URI base = base(address.strip(), user);
    if (!Addresses.maySeeSecrets(base)) {
      throw new IllegalArgumentException(
          word(user)
              + " must be an https address: plain http would show the token to the network.");
    }
    if (token.isBlank() || !token.strip().matches("[\\x21-\\x7e]{1,500}")) {
      throw new IllegalArgumentException(
          (user == null ? "GITLAB_TOKEN" : "The token")
              + " is no token: make one in GitLab, under Preferences, Access tokens, with the"
              + " scope read_api.");
    }
    return new GitLabAccount(base, token.strip(), user);
  }

  private static URI base(String address, @Nullable String user) {
    try {
      URI given = new URI(address.contains("://") ? address : "https://" + address);
      if (given.getHost() == null || given.getUserInfo() != null) throw noAddress(user);
      String scheme = given.getScheme().toLowerCase(Locale.ROOT);
      String host = given.getHost().toLowerCase(Locale.ROOT);
      // Nobody has a certificate for this machine who does not say so.
      if (!address.contains("://") && Addresses.isLoopback(host)) scheme = "http";
      if (!scheme.equals("http") && !scheme.equals("https")) throw noAddress(user);
      String path = given.getPath() == null ? "" : given.getPath();
      path = path.replaceFirst("/api/v4/?$", "").replaceAll("/+$", "");
      return new URI(scheme, null, host, given.getPort(), path.isEmpty() ? null : path, null, null);
    } catch (URISyntaxException e) {
      // Without the cause, which repeats the address.
      throw noAddress(user);
    }
  }

  private static IllegalArgumentException noAddress(@Nullable String user) {
    return new IllegalArgumentException(
        word(user)
            + " is no web address: give the one of your GitLab, such as https://gitlab.com,"
            + " without user name and password.");
  }

  private static String word(@Nullable String user) {
    return user == null ? "GITLAB_URL" : "--host";
  }

  /** The command that takes a user's account. */
  public static String command(String user) {
    return "atlas account add gitlab --user " + user;
  }

  /** What GitLab is looked for by, in the middle of a sentence. */
  String where() {
    return user == null ? "GITLAB_URL" : "the account's address";
  }

  /** What is signed in with, in the middle of a sentence. */
  String secret() {
    return user == null ? "GITLAB_TOKEN" : "the account's token";
  }

  /** What to do with a new token; the end of a sentence. */
  String renew() {
    return user == null
        ? "set GITLAB_TOKEN."
        : "give it to the server with: " + command(user) + " --host ADDRESS";
  }

  // Personal, project and group tokens are taken in this way as well as in GitLab's own.
  String authorization() {
    return "Bearer " + token;
  }

  @Override
  public String toString() {
    return "GitLabAccount[***]";
  }
}
