package atlas.bench;

import atlas.core.tickets.Webhooks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Webhooks as ATLAS keeps them: which event, about which issue, and all that came. */
final class PayloadWebhooks implements AutoCloseable {
  private static final String ACCOUNT = "bench";
  private static final Pattern IN_ADDRESS = Pattern.compile("/issue/(\\d+)/");

  private final Home home;
  private final Webhooks webhooks;
  private final Connection connection;

  PayloadWebhooks(Home home) throws SQLException {
    this.home = home;
    this.connection = home.connect();
    this.webhooks = new Webhooks(home.database(), user -> Optional.empty(), InstantSource.system());
    connection.setAutoCommit(false);
    webhooks.add(home.caller(), ACCOUNT);
  }

  void keep(String name, JsonNode json, Findings findings) throws SQLException {
    String body = json.toString();
    boolean isNew =
        webhooks.keep(home.caller(), new Webhooks.Delivery(ACCOUNT, name, Map.of(), body));
    findings.holds("the webhook was kept", isNew, name);
    findings.holds(
        "the same webhook is kept once",
        !webhooks.keep(home.caller(), new Webhooks.Delivery(ACCOUNT, name, Map.of(), body)),
        name);
    findings.read("webhooks");
    try (PreparedStatement begin = connection.prepareStatement(Sql.begin().text());
        PreparedStatement select =
            connection.prepareStatement(
                "select event, jira_id, body from webhook_events where identifier = ?")) {
      begin.setString(1, home.caller().userId().toString());
      begin.setString(2, Instant.now().toString());
      begin.setString(3, "on");
      begin.execute();
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        findings.holds("the webhook is found", row.next(), name);
        findings.same("event", json.path("webhookEvent").asString(), row.getString("event"));
        findings.same("issue", issue(json), row.getString("jira_id"));
        // Of what is about no issue no body is kept.
        String kept = row.getString("jira_id") == null ? "" : body;
        findings.same("body", kept, row.getString("body"));
      }
    } finally {
      connection.rollback();
    }
  }

  private static @Nullable String issue(JsonNode json) {
    JsonNode id = json.path("issue").path("id");
    if (!id.isMissingNode()) return id.asString();
    Matcher address = IN_ADDRESS.matcher(json.path("comment").path("self").asString(""));
    return address.find() ? address.group(1) : null;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
