package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The sentences for what Jira answers instead of what was asked. */
final class Refusals {
  private static final int LONGEST_QUOTE = 300;

  private static final Pattern CREDENTIALS = Pattern.compile("(?i)\\b(Basic|Bearer) [^\\s,;\"]++");

  private final JiraAccount account;
  private final BooleanSupplier known;

  /**
   * @param known whether this Jira has answered before, so that its address is right
   */
  Refusals(JiraAccount account, BooleanSupplier known) {
    this.account = account;
    this.known = known;
  }

  /**
   * The failure that the answer stands for.
   *
   * @param missing what to say when the thing itself is not there
   */
  RemoteFailure of(Answer answer, String missing) {
    switch (answer.status()) {
      case 401:
        return lacksScope(answer) ? scope() : token();
      case 403:
        return RemoteFailure.of(
            Kind.FORBIDDEN,
            "Jira knows you and does not let you see or do this (403). Ask the site's administrator"
                + " for the permission, or sign in once with the browser if it wants a captcha.");
      case 404:
        return isJira(answer) ? RemoteFailure.of(Kind.NOT_FOUND, missing) : notThere(answer);
      case 410:
        return RemoteFailure.of(
            Kind.BROKEN,
            "Jira has removed the way in which ATLAS asked (410). Update ATLAS; if it is the"
                + " newest, report this.");
      default:
        return RemoteFailure.of(
            Kind.REFUSED,
            "Jira refuses the request ("
                + answer.status()
                + ") and says: "
                + quote(answer.json())
                + " If nothing there is yours to change, report this.");
    }
  }

  /** The body of an answer that is what was asked for. */
  JsonNode object(Answer answer, String missing) {
    JsonNode body = data(answer, missing);
    if (!body.isObject()) throw otherShape();
    return body;
  }

  /** The same where Jira gives a bare list. */
  JsonNode data(Answer answer, String missing) {
    // With a wrong token some paths answer as to a stranger, and say so only in a header.
    if (isUnknownToken(answer)) throw lacksScope(answer) ? scope() : token();
    if (!answer.ok()) throw of(answer, missing);
    if (answer.form() != Answer.Form.JSON) throw notData(answer);
    return answer.json();
  }

  /** Makes sure that a change whose answer does not matter was made. */
  void done(Answer answer, String missing) {
    if (isUnknownToken(answer)) throw lacksScope(answer) ? scope() : token();
    if (!answer.ok()) throw of(answer, missing);
    // A page in the place of an answer is somebody else's: nobody knows what became of the change.
    if (answer.form() == Answer.Form.PAGE) throw notData(answer).afterSending();
  }

  /** Whether whoever answered does not accept the token. */
  static boolean isUnknownToken(Answer answer) {
    String login = answer.headers().getOrDefault("x-seraph-loginreason", "");
    return answer.status() == 401 || login.contains("AUTHENTICATED_FAILED");
  }

  /** Whether the token is known and was made for less than this. */
  static boolean lacksScope(Answer answer) {
    return (answer.status() == 401 || answer.status() == 403)
        && Nodes.word(answer.json().path("message"), "").contains("scope");
  }

  private RemoteFailure scope() {
    return RemoteFailure.of(
        Kind.FORBIDDEN,
        "The scopes of "
            + account.keeping().secret(false)
            + " don't reach this far (401). Make a token at id.atlassian.com, Security, API tokens,"
            + " with read:jira-work, write:jira-work and read:jira-user, and "
            + account.keeping().renew(false));
  }

  RemoteFailure patAtCloud() {
    return RemoteFailure.of(
        Kind.UNAUTHORIZED,
        account.keeping().user() == null
            ? "JIRA_HOST is a Jira Cloud site, which takes no JIRA_PAT. Make a token at"
                + " id.atlassian.com, Security, API tokens, and set JIRA_EMAIL and JIRA_API_TOKEN"
                + " instead."
            : "Jira Cloud takes no PAT. Make a token at id.atlassian.com, Security, API tokens,"
                + " and "
                + account.keeping().renew(false));
  }

  private RemoteFailure token() {
    Keeping keeping = account.keeping();
    if (account.email() == null) {
      return RemoteFailure.of(
          Kind.UNAUTHORIZED,
          "Jira refuses "
              + (keeping.user() == null ? "the token of JIRA_PAT" : keeping.secret(true))
              + " (401): it has run out or was revoked. Make a new one in Jira, in your profile,"
              + " Personal Access Tokens, and "
              + keeping.renew(true));
    }
    return RemoteFailure.of(
        Kind.UNAUTHORIZED,
        "Jira refuses "
            + (keeping.user() == null
                ? "the token of JIRA_EMAIL and JIRA_API_TOKEN"
                : keeping.secret(false))
            + " (401): Cloud tokens live at most a year. Make a new one at id.atlassian.com,"
            + " Security, API tokens, and "
            + keeping.renew(false));
  }

  RemoteFailure notData(Answer answer) {
    String what = answer.form() == Answer.Form.PAGE ? "a web page" : "something";
    return RemoteFailure.of(
        Kind.BROKEN,
        "Jira answered with "
            + what
            + " instead of data. Check that "
            + account.keeping().address()
            + " is the site's own address, and that no sign-in page or proxy stands before it.");
  }

  RemoteFailure otherShape() {
    return RemoteFailure.of(
        Kind.BROKEN,
        "Jira's answer does not have the expected shape. Check that "
            + account.keeping().address()
            + " is that of a Jira site; if it is, report this.");
  }

  // None of these says that the thing itself is gone. Who can't be reached may be there again in a
  // minute, while a request that Jira does not know stays unknown.
  private RemoteFailure notThere(Answer answer) {
    String type = answer.headers().getOrDefault("content-type", "");
    boolean json = answer.form() == Answer.Form.JSON;
    if (json && (known.getAsBoolean() || type.contains("problem+json"))) {
      return RemoteFailure.of(
          Kind.REFUSED,
          "Jira does not know this request (404). Update ATLAS, or Jira if it is an old one; if"
              + " both are new, report this.");
    }
    if (known.getAsBoolean()) {
      return RemoteFailure.of(
          Kind.BROKEN,
          "Something answered in Jira's place (404). Try again in a minute; if it stays so, check"
              + " "
              + account.keeping().address()
              + ", the network and the VPN.");
    }
    return RemoteFailure.of(
        Kind.BROKEN,
        "There is no Jira where "
            + account.keeping().address()
            + " points (404). Check the site's name; it looks like"
            + " your-site.atlassian.net.");
  }

  /** Whether Jira itself, to whom it knows, says that there is no such thing. */
  boolean isMissing(Answer answer) {
    return answer.status() == 404 && isJira(answer) && !isUnknownToken(answer);
  }

  // Jira's own 404 has its errorMessages; that of a gateway, a proxy or an unknown path does not.
  static boolean isJira(Answer answer) {
    return answer.json().path("errorMessages").isArray();
  }

  /** Jira's words, without addresses, secrets and what could break a line. */
  private String quote(JsonNode body) {
    var words = new ArrayList<String>();
    for (JsonNode message : body.path("errorMessages").values()) add(message, words);
    // For a custom field Jira often says no more than what is wrong, and not with which.
    for (String field : body.path("errors").propertyNames()) {
      String said = Nodes.word(body.path("errors").path(field));
      if (said != null) words.add(field.startsWith("customfield_") ? field + ": " + said : said);
    }
    if (words.isEmpty()) add(body.path("detail"), words);
    if (words.isEmpty()) add(body.path("message"), words);
    String quote = String.join(" ", words).replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ");
    quote = quote.replaceAll("(?i)\\b[a-z]+://\\S+", "(link)");
    quote = CREDENTIALS.matcher(quote).replaceAll("$1 (hidden)");
    for (String secret : account.secrets()) {
      Pattern written = Pattern.compile("(?iu)" + Pattern.quote(secret));
      quote = written.matcher(quote).replaceAll("(hidden)");
    }
    quote = quote.strip();
    if (quote.length() > LONGEST_QUOTE) quote = quote.substring(0, LONGEST_QUOTE) + "…";
    if (quote.isEmpty()) return "nothing.";
    return "\"" + quote + (quote.matches(".*[.!?]") ? "\"" : "\".");
  }

  private static void add(JsonNode message, List<String> words) {
    String word = Nodes.word(message);
    if (word != null) words.add(word);
  }
}
