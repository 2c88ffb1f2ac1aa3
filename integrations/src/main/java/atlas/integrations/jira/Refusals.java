package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The sentences for what Jira answers instead of what was asked. */
final class Refusals {
  private static final int LONGEST_QUOTE = 300;

  private final JiraAccount account;

  Refusals(JiraAccount account) {
    this.account = account;
  }

  /**
   * The failure that the answer stands for.
   *
   * @param missing what to say when the thing itself is not there
   */
  RemoteFailure of(Answer answer, String missing) {
    switch (answer.status()) {
      case 401:
        return token();
      case 403:
        return RemoteFailure.of(
            Kind.FORBIDDEN,
            "Jira knows you and does not let you see this (403). Ask the site's administrator for"
                + " access to the project, or sign in once with the browser if it wants a"
                + " captcha.");
      case 404:
        return isJira(answer) ? RemoteFailure.of(Kind.NOT_FOUND, missing) : nobodyThere();
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

  RemoteFailure token() {
    return RemoteFailure.of(
        Kind.UNAUTHORIZED,
        "Jira refuses the token of JIRA_EMAIL and JIRA_API_TOKEN (401): Cloud tokens live at most"
            + " a year. Make a new one at id.atlassian.com, Security, API tokens, and set"
            + " JIRA_API_TOKEN.");
  }

  RemoteFailure notData(Answer answer) {
    String what = answer.form() == Answer.Form.PAGE ? "a web page" : "something";
    return RemoteFailure.of(
        Kind.BROKEN,
        "Jira answered with "
            + what
            + " instead of data. Check that JIRA_HOST is the site's own address, and that no"
            + " sign-in page or proxy stands before it.");
  }

  RemoteFailure otherShape() {
    return RemoteFailure.of(
        Kind.BROKEN,
        "Jira's answer does not have the expected shape. Check that JIRA_HOST is a Jira Cloud"
            + " site; if it is, report this.");
  }

  private static RemoteFailure nobodyThere() {
    return RemoteFailure.of(
        Kind.NOT_FOUND,
        "There is no Jira where JIRA_HOST points (404). Check the site's name; it looks like"
            + " your-site.atlassian.net.");
  }

  // Jira's own 404 has its errorMessages; that of a gateway, a proxy or an unknown path does not.
  private static boolean isJira(Answer answer) {
    return answer.json().path("errorMessages").isArray();
  }

  /** Jira's words, without addresses, secrets and what could break a line. */
  private String quote(JsonNode body) {
    var words = new ArrayList<String>();
    for (JsonNode message : body.path("errorMessages").values()) add(message, words);
    for (JsonNode message : body.path("errors").values()) add(message, words);
    if (words.isEmpty()) add(body.path("detail"), words);
    if (words.isEmpty()) add(body.path("message"), words);
    String quote = String.join(" ", words).replaceAll("[\\p{Cc}\\p{Cf}\\s]+", " ");
    quote = quote.replaceAll("(?i)\\b[a-z]+://\\S+", "(link)");
    for (String secret : List.of(account.token(), account.email(), account.base().getHost())) {
      quote = quote.replace(secret, "(hidden)");
    }
    quote = quote.strip();
    if (quote.length() > LONGEST_QUOTE) quote = quote.substring(0, LONGEST_QUOTE) + "…";
    return quote.isEmpty() ? "nothing." : "\"" + quote + "\".";
  }

  private static void add(JsonNode message, List<String> words) {
    String word = CloudIssue.word(message);
    if (word != null) words.add(word);
  }
}
