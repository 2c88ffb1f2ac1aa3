package atlas.integrations.jira;

import atlas.integrations.Answer;
import atlas.integrations.Cancellation;
import atlas.integrations.Http;
import atlas.integrations.Nodes;
import atlas.integrations.RemoteFailure;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The way to an account's Jira. Which of the two Jiras it is, and whether the token works at the
 * gateway alone, is found out on first use and then known to all that share it.
 */
final class Site {
  private static final Pattern CLOUD_ID = Pattern.compile("[A-Za-z0-9-]{8,64}");

  /** A door of Jira that lets us in, and the dialect that is spoken behind it. */
  record Door(Http http, Dialect dialect) {
    Answer get(String path, Map<String, String> parameters, Cancellation cancellation) {
      return http.get(dialect.api() + path, parameters, cancellation);
    }

    Answer query(String path, JsonNode body, Cancellation cancellation) {
      return http.query(dialect.api() + path, body, cancellation);
    }
  }

  /** What has been found out; the same for everybody who uses the account. */
  private static final class Known {
    private final IssueChanges changes = new IssueChanges(System::nanoTime);
    private final CreateForms forms = new CreateForms(System::nanoTime);
    private final BoardPoints boardPoints = new BoardPoints(System::nanoTime);
    private volatile @Nullable Dialect dialect;
    private volatile @Nullable Http gateway;
    private volatile @Nullable CustomFields custom;
    private volatile @Nullable URI address;
    private volatile boolean answered;
  }

  private final JiraAccount account;
  private final URI gateways;
  private final Http.Limits limits;
  private final Http http;
  private final Refusals refusals;
  private final Known known;

  /**
   * @param gateways where Cloud takes scoped tokens
   */
  Site(JiraAccount account, URI gateways, Http.Limits limits) {
    this(
        account,
        gateways,
        limits,
        new Http(remote(account), account.base(), account.authorization(), limits),
        new Known());
  }

  private Site(JiraAccount account, URI gateways, Http.Limits limits, Http http, Known known) {
    this.account = account;
    this.gateways = gateways;
    this.limits = limits;
    this.http = http;
    this.refusals = new Refusals(account, () -> known.answered);
    this.known = known;
  }

  private static Http.Remote remote(JiraAccount account) {
    return new Http.Remote("Jira", account.keeping().address());
  }

  /** The same account within other limits. */
  Site within(Http.Limits other) {
    return new Site(account, gateways, other, http.within(other), known);
  }

  JiraAccount account() {
    return account;
  }

  Refusals refusals() {
    return refusals;
  }

  Dialect dialect(Cancellation cancellation) {
    return door(cancellation).dialect();
  }

  /** Asks; where the site does not take the token but the gateway does, once more there. */
  Answer ask(Function<Door, Answer> question, Cancellation cancellation) {
    Door door = door(cancellation);
    Answer answer = question.apply(door);
    if (answer.ok() && answer.form() == Answer.Form.JSON || Refusals.isJira(answer)) {
      known.answered = true;
    }
    if (Refusals.isUnknownToken(answer) && known.gateway == null && findGateway(cancellation)) {
      return question.apply(door(cancellation));
    }
    return answer;
  }

  JsonNode get(
      String path, Map<String, String> parameters, String missing, Cancellation cancellation) {
    Answer answer = ask(door -> door.get(path, parameters, cancellation), cancellation);
    return refusals.object(answer, missing);
  }

  /**
   * Changes something, once.
   *
   * @param issueId of which issue; Jira limits how often one may be changed
   */
  Answer post(String path, JsonNode body, @Nullable String issueId, Cancellation cancellation) {
    Supplier<Duration> gate = gate(issueId);
    return ask(
        door -> door.http().post(door.dialect().api() + path, body, gate, cancellation),
        cancellation);
  }

  Answer put(String path, JsonNode body, @Nullable String issueId, Cancellation cancellation) {
    Supplier<Duration> gate = gate(issueId);
    return ask(
        door -> door.http().put(door.dialect().api() + path, body, gate, cancellation),
        cancellation);
  }

  private Supplier<Duration> gate(@Nullable String issueId) {
    return issueId == null ? () -> Duration.ZERO : () -> known.changes.turn(issueId);
  }

  /** How to read issues here. */
  IssueReader reader(Cancellation cancellation) {
    CustomFields custom = known.custom;
    if (custom == null) {
      Answer answer = ask(door -> door.get("field", Map.of(), cancellation), cancellation);
      if (Refusals.isUnknownToken(answer)) throw refusals.of(answer, "");
      // Without them an issue lacks its sprint and its points, and can be worked with all the same.
      custom = answer.ok() ? CustomFields.of(answer.json()) : CustomFields.NONE;
      known.custom = custom;
    }
    return new IssueReader(dialect(cancellation), custom, known.boardPoints.fields());
  }

  /**
   * What Jira calls its own address: the same at the gateway and at the site, and by whichever name
   * it is reached. Where it does not tell, the one it is asked at.
   */
  URI address(Cancellation cancellation) {
    URI address = known.address;
    if (address != null) return address;
    Answer answer =
        ask(door -> door.http().get("rest/api/2/serverInfo", Map.of(), cancellation), cancellation);
    if (!answer.ok()) return account.base();
    address = told(answer.json());
    known.address = address;
    return address;
  }

  private URI told(JsonNode info) {
    String told = Nodes.word(info.path("baseUrl"), "");
    return told.matches("(?i)https?://[a-z0-9.:\\[\\]_-]{1,200}(/[a-z0-9/._-]{0,100})?")
        ? URI.create(told.replaceAll("/+$", "").toLowerCase(Locale.ROOT))
        : account.base();
  }

  /** Whether the token works at the gateway alone, as scoped ones do. */
  boolean scoped() {
    return known.gateway != null;
  }

  /** The forms that were asked for a short time ago. */
  CreateForms forms() {
    return known.forms;
  }

  /** What is known of boards. */
  BoardPoints boardPoints() {
    return known.boardPoints;
  }

  Door door(Cancellation cancellation) {
    Dialect dialect = known.dialect;
    if (dialect == null) {
      dialect = findDialect(cancellation);
      known.dialect = dialect;
    }
    if (dialect == Dialect.CLOUD && account.email() == null) throw refusals.patAtCloud();
    Http gateway = known.gateway;
    return new Door(gateway == null ? http : gateway.within(limits), dialect);
  }

  private Dialect findDialect(Cancellation cancellation) {
    Dialect likely = account.email() == null ? Dialect.DATA_CENTER : Dialect.CLOUD;
    String host = Objects.requireNonNull(account.base().getHost()).toLowerCase(Locale.ROOT);
    if (host.endsWith(".atlassian.net")) return Dialect.CLOUD;
    Answer answer = http.get("rest/api/2/serverInfo", Map.of(), cancellation);
    if (answer.status() == 404) return likely;
    if (Refusals.isUnknownToken(answer) && findGateway(cancellation)) return Dialect.CLOUD;
    JsonNode info = refusals.object(answer, "");
    known.address = told(info);
    String deployment = Nodes.word(info.path("deploymentType"));
    if (deployment == null) return info.has("version") ? Dialect.DATA_CENTER : likely;
    return deployment.equalsIgnoreCase("Cloud") ? Dialect.CLOUD : Dialect.DATA_CENTER;
  }

  // A scoped token looks like any other; only the two answers tell them apart.
  private boolean findGateway(Cancellation cancellation) {
    if (account.email() == null || known.dialect == Dialect.DATA_CENTER) return false;
    try {
      Answer tenant = http.anonymous().get("_edge/tenant_info", Map.of(), cancellation);
      String cloudId = Nodes.word(tenant.json().path("cloudId"));
      if (!tenant.ok() || cloudId == null || !CLOUD_ID.matcher(cloudId).matches()) return false;
      URI base = URI.create(gateways + "/ex/jira/" + cloudId);
      var gateway = new Http(remote(account), base, account.authorization(), limits);
      Answer answer = gateway.get(Dialect.CLOUD.api() + "myself", Map.of(), cancellation);
      if (!answer.ok() && !Refusals.lacksScope(answer)) return false;
      known.dialect = Dialect.CLOUD;
      known.gateway = gateway;
      return true;
    } catch (RemoteFailure failure) {
      return false;
    }
  }
}
