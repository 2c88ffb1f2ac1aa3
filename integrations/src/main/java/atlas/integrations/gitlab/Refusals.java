package atlas.integrations.gitlab;

import atlas.integrations.Answer;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The sentences for what GitLab answers instead of what was asked. */
final class Refusals {
  private static final int LONGEST_QUOTE = 200;

  private final GitLabAccount account;

  Refusals(GitLabAccount account) {
    this.account = account;
  }

  /** The body of an answer that is what was asked for. */
  JsonNode data(Answer answer, String missing) {
    if (!answer.ok()) throw of(answer, missing);
    if (answer.form() != Answer.Form.JSON) throw notData(answer);
    return answer.json();
  }

  private RemoteFailure of(Answer answer, String missing) {
    return switch (answer.status()) {
      case 401 ->
          RemoteFailure.of(
              Kind.UNAUTHORIZED,
              "GitLab refuses "
                  + account.secret()
                  + " (401): it has run out or was revoked. Make a new one in GitLab, under"
                  + " Preferences, Access tokens, with the scope read_api, and "
                  + account.renew());
      case 403 ->
          RemoteFailure.of(
              Kind.FORBIDDEN,
              lacksScope(answer)
                  ? "The scopes of "
                      + account.secret()
                      + " don't reach this far (403). Make a token in GitLab, under Preferences,"
                      + " Access tokens, with the scope read_api, and "
                      + account.renew()
                  : "GitLab knows you and does not let you see this (403). Sign in once with the"
                      + " browser, or ask who runs it.");
      case 404 ->
          answer.form() == Answer.Form.JSON
              ? RemoteFailure.of(Kind.NOT_FOUND, missing)
              : RemoteFailure.of(
                  Kind.BROKEN,
                  "There is no GitLab where " + account.where() + " points (404). Check it.");
      default ->
          RemoteFailure.of(
              Kind.REFUSED,
              "GitLab refuses the request ("
                  + answer.status()
                  + ") and says: "
                  + quote(answer.json())
                  + " Update ATLAS; if it is the newest, report this.");
    };
  }

  /** Whether the token is known and was made for less than this. */
  static boolean lacksScope(Answer answer) {
    return Nodes.word(answer.json().path("error"), "").equals("insufficient_scope");
  }

  private RemoteFailure notData(Answer answer) {
    String what = answer.form() == Answer.Form.PAGE ? "a web page" : "something";
    return RemoteFailure.of(
        Kind.BROKEN,
        "GitLab answered with "
            + what
            + " instead of data. Check that "
            + account.where()
            + " is the site's own address, and that no sign-in page or proxy stands before it.");
  }

  RemoteFailure otherShape() {
    return RemoteFailure.of(
        Kind.BROKEN,
        "GitLab's answer does not have the expected shape. Check that "
            + account.where()
            + " is that of a GitLab; if it is, report this.");
  }

  RemoteFailure elsewhere() {
    return RemoteFailure.of(
        Kind.BROKEN,
        "GitLab says that a list goes on at another address than it was asked at, where the token"
            + " must not go. Set "
            + account.where()
            + " to the address that GitLab itself shows; if it is that, GitLab's external_url is"
            + " wrong.");
  }

  /** GitLab's words, without addresses, secrets and what could break a line. */
  private String quote(JsonNode body) {
    String said = Nodes.word(body.path("message"), Nodes.word(body.path("error"), ""));
    String quote = said.replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ").strip();
    quote = quote.replaceAll("(?i)\\b[a-z]+://\\S+", "(link)");
    quote = quote.replaceAll("(?iu)" + Pattern.quote(account.token()), "(hidden)");
    quote = quote.replaceAll("(?iu)" + Pattern.quote(account.base().getHost()), "(hidden)");
    quote = Nodes.cut(quote, LONGEST_QUOTE);
    return quote.isEmpty() ? "nothing." : "\"" + quote + "\".";
  }
}
