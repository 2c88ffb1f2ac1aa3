package atlas.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.integrations.jira.FakeJira;
import atlas.server.cli.Cli;
import atlas.server.config.Config;
import atlas.server.config.Setting;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server, two people, their two Jiras, and what comes over the network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksOverHttpTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final TestDatabase database = TestDatabase.create();
  private final FakeJira annsJira = FakeJira.cloud();
  private final FakeJira bosJira = FakeJira.dataCenter();
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable Serving serving;
  private String harbour = "";
  private String lighthouse = "";
  private int deliveries;

  @BeforeAll
  void start(@TempDir Path home) throws IOException {
    environment.put("ATLAS_HOME", home.toString());
    environment.put("ATLAS_DATABASE_URL", database.logins().server().withPassword());
    environment.put("ATLAS_DATABASE_OWNER_URL", database.logins().owner().withPassword());
    environment.put("ATLAS_USER", "ann");
    environment.put("JIRA_HOST", annsJira.uri().toString());
    environment.put("JIRA_EMAIL", "ann@example.com");
    environment.put("JIRA_API_TOKEN", "s3cret-token");
    environment.put("JIRA_PROJECTS", "HBR");
    environment.put("ATLAS_SYNC_MINUTES", "0");
    environment.put("ATLAS_UNSIGNED_WEBHOOKS", "old-one");
    var server =
        new Serving(Config.of(Map.of(Setting.PORT, "0"), environment, System::getProperty));
    serving = server;
    server.start();
    // Beside a server that runs.
    Path pat = Files.writeString(home.resolve("pat"), "s3cret-pat\n");
    atlas("user", "add", "ann");
    atlas("user", "add", "bo");
    atlas(
        "account",
        "add",
        "jira",
        "--user",
        "bo",
        "--host",
        bosJira.uri().toString(),
        "--token-file",
        pat.toString());
    harbour = secret(atlas("account", "webhook", "harbour", "--user", "ann"));
    lighthouse = secret(atlas("account", "webhook", "lighthouse", "--user", "bo"));
    atlas("account", "webhook", "old-one", "--user", "bo");
  }

  @AfterAll
  void close() {
    if (serving != null) serving.close();
    annsJira.close();
    bosJira.close();
    database.close();
  }

  @Test
  void aSignedOneIsAnsweredAndItsIssueIsCopiedForItsUserAlone() {
    var issue = annsJira.put("HBR-1").assignee(FakeJira.ME, "Ann Ottosen").summary("Rounded up");
    assertThat(send("harbour", harbour, body(issue.id())).statusCode()).isEqualTo(200);
    await().until(() -> copies("HBR-1").equals(List.of("ann")));
    var bos = bosJira.put("LGT-1").assignee(FakeJira.ME, "Bo Lind");
    assertThat(send("lighthouse", lighthouse, body(bos.id())).statusCode()).isEqualTo(200);
    await().until(() -> copies("LGT-1").equals(List.of("bo")));
  }

  @Test
  void oneThatIsSentAgainIsKeptOnce() {
    String body = body("4711");
    assertThat(send("harbour", harbour, body, "the-same").statusCode()).isEqualTo(200);
    assertThat(send("harbour", harbour, body, "the-same").statusCode()).isEqualTo(200);
    assertThat(kept("the-same")).isEqualTo(1);
  }

  @Test
  void oneThatWasCaughtAndIsSentUnderOtherNamesIsKeptOnce() {
    String body = body("4720");
    for (int i = 0; i < 5; i++) {
      assertThat(send("harbour", harbour, body, "caught-" + i).statusCode()).isEqualTo(200);
    }
    assertThat(rows("where identifier like 'caught-%'")).isEqualTo(1);
  }

  @Test
  void withoutAnIdentifierTheSameBodyIsTheSame() {
    String body = body("4712");
    assertThat(send("lighthouse", lighthouse, body, null).statusCode()).isEqualTo(200);
    assertThat(send("lighthouse", lighthouse, body, null).statusCode()).isEqualTo(200);
    assertThat(rows("where jira_id = '4712'")).isEqualTo(1);
  }

  @Test
  void whatIsNotProvedIsRefusedInOneWayWhateverTheName() {
    HttpResponse<String> wrong = send("harbour", lighthouse, body("4713"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    for (String name : List.of("nobody", "lighthouse", "HARBOUR", "", "x/y")) {
      HttpResponse<String> other = send(name, harbour, body("4713"));
      assertThat(other.statusCode()).as(name).isEqualTo(401);
      assertThat(other.body()).isEqualTo(wrong.body());
      assertThat(other.headers().map().keySet()).isEqualTo(wrong.headers().map().keySet());
    }
    assertThat(rows("where body like '%4713%'")).isZero();
  }

  @Test
  void aNameThatLeadsElsewhereOpensNothing() throws IOException {
    String body = body("4718");
    for (String name :
        List.of(
            "..%2fwebhooks%2fharbour",
            "%2e%2e%2fharbour",
            "..%5charbour",
            "harbour%00",
            "harbour/..",
            "harbour.json",
            "h".repeat(500))) {
      String answer =
          raw(
              "POST /webhooks/jira/"
                  + name
                  + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Hub-Signature: "
                  + signature(harbour, body)
                  + "\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body);
      assertThat(answer).as(name).matches("(?s)HTTP/1.1 40[014] .*");
    }
    assertThat(rows("where body like '%4718%'")).isZero();
  }

  @Test
  void twoSignaturesAreNone() throws IOException {
    String body = body("4719");
    String one = "X-Hub-Signature: " + signature(harbour, body) + "\r\n";
    String head =
        "POST /webhooks/jira/harbour HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n";
    assertThat(raw(head + one + one + "\r\n" + body)).startsWith("HTTP/1.1 401");
    assertThat(rows("where body like '%4719%'")).isZero();
  }

  @Test
  void anUnsignedOneIsRefusedWhereItIsNotConfigured() {
    assertThat(status(request("harbour").POST(BodyPublishers.ofString(body("4714")))))
        .isEqualTo(401);
    assertThat(status(request("old-one").POST(BodyPublishers.ofString(body("4715")))))
        .isEqualTo(200);
    assertThat(send("old-one", harbour, body("4716")).statusCode())
        .as("a signature that is there has to be right")
        .isEqualTo(401);
    assertThat(rows("where body ~ '471[46]'")).isZero();
  }

  @Test
  void aSignatureIsProvedBeforeTheBodyIsParsed() {
    assertThat(send("harbour", lighthouse, "{").statusCode()).isEqualTo(401);
    HttpResponse<String> bad = send("harbour", harbour, "{");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("not JSON");
    assertThat(send("harbour", harbour, "[]").statusCode()).isEqualTo(400);
  }

  @Test
  void aBodyThatIsTooLongIsRefusedUnread() throws IOException {
    // Announced and never sent: who sends on after the answer may lose it with the connection.
    String head =
        "POST /webhooks/jira/harbour HTTP/1.1\r\nHost: atlas.example.com\r\nConnection: close\r\n"
            + "X-Hub-Signature: "
            + signature(harbour, "")
            + "\r\nContent-Length: 5242880\r\n\r\n";
    assertThat(raw(head)).startsWith("HTTP/1.1 413");
    String long3 = "{\"webhookEvent\":\"user_created\",\"x\":\"" + "x".repeat(3 << 20) + "\"}";
    assertThat(send("harbour", harbour, long3).statusCode()).isEqualTo(200);
  }

  @Test
  void itComesUnderTheServersPublicNameButNeverFromAWebPage() throws IOException {
    String body = body("4717");
    String head =
        "POST /webhooks/jira/harbour HTTP/1.1\r\nHost: atlas.example.com\r\nConnection: close\r\n"
            + "X-Hub-Signature: "
            + signature(harbour, body)
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n";
    assertThat(raw(head + "\r\n" + body)).startsWith("HTTP/1.1 200");
    assertThat(raw(head + "Origin: http://localhost\r\n\r\n" + body)).startsWith("HTTP/1.1 403");
    assertThat(raw("GET /webhooks/jira/harbour HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void anIssueOutsideOfTheScopeIsNotCopied() {
    var issue = annsJira.put("OUT-1").assignee(FakeJira.ME, "Ann Ottosen");
    assertThat(send("harbour", harbour, body(issue.id()), "scope").statusCode()).isEqualTo(200);
    await().until(() -> rows("where identifier = 'scope' and status = 'ignored'") == 1);
    assertThat(copies("OUT-1")).isEmpty();
  }

  @Test
  void aFloodOfForgedOnesLeavesTheServerAnswering() {
    List<CompletableFuture<Integer>> flood =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    CLIENT
                        .sendAsync(
                            request("harbour")
                                .header("X-Hub-Signature", signature("guess", "{}"))
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                            BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode))
            .toList();
    assertThat(send("harbour", harbour, body("4721")).statusCode()).isIn(200, 503);
    assertThat(flood.stream().map(CompletableFuture::join)).isSubsetOf(401, 503);
    assertThat(send("harbour", harbour, body("4721")).statusCode()).isEqualTo(200);
  }

  @Test
  void whoSendsNothingTakesNeitherAllPlacesNorKeepsOneForLong() throws IOException {
    var silent = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 64; i++) {
        var socket = new Socket("127.0.0.1", uri().getPort());
        silent.add(socket);
        String head =
            "POST /webhooks/jira/nobody HTTP/1.1\r\nHost: x\r\nX-Hub-Signature: sha256=0\r\n"
                + (i % 2 == 0
                    ? "Content-Length: 4000000\r\n\r\n"
                    : "Transfer-Encoding: chunked\r\n\r\n");
        socket.getOutputStream().write(head.getBytes(UTF_8));
        socket.getOutputStream().flush();
      }
      // All have come once so many are refused.
      await().until(() -> silent.size() - unanswered(silent).size() == 32);
      assertThat(send("harbour", harbour, body("4722")).statusCode()).isEqualTo(200);
      Socket waiting = unanswered(silent).get(0);
      waiting.setSoTimeout(20_000);
      assertThat(new String(waiting.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 408");
    } finally {
      for (Socket socket : silent) socket.close();
    }
  }

  @Test
  void whereTooManyWaitJiraIsToldToSendItAgain() {
    String many =
        """
        insert into webhook_events (user_id, id, account, identifier, headers, body, status,
          received_at)
        select user_id, gen_random_uuid(), name, 'many-' || n, '{}', '{}', 'received', now()
        from webhook_accounts, generate_series(1, 1000) as n where name = 'harbour'
        """;
    try {
      database.admin().useHandle(h -> h.execute(many));
      HttpResponse<String> answer = send("harbour", harbour, body("4730"), "too-many");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("30");
      assertThat(kept("too-many")).isZero();
      // Another's queue is another's.
      assertThat(send("lighthouse", lighthouse, body("4731")).statusCode()).isEqualTo(200);
    } finally {
      database
          .admin()
          .useHandle(h -> h.execute("delete from webhook_events where identifier like 'many-%'"));
    }
    assertThat(send("harbour", harbour, body("4730"), "too-many").statusCode()).isEqualTo(200);
  }

  private static List<Socket> unanswered(List<Socket> sockets) throws IOException {
    var unanswered = new ArrayList<Socket>();
    for (Socket socket : sockets) {
      if (socket.getInputStream().available() == 0) unanswered.add(socket);
    }
    return unanswered;
  }

  private static String body(String issueId) {
    return """
        {"timestamp":1550286678321,"webhookEvent":"jira:issue_updated","issue":{"id":"%s"}}"""
        .formatted(issueId);
  }

  private HttpResponse<String> send(String name, String secret, String body) {
    return send(name, secret, body, "id-" + ++deliveries);
  }

  private HttpResponse<String> send(
      String name, String secret, String body, @Nullable String identifier) {
    HttpRequest.Builder request = request(name).header("X-Hub-Signature", signature(secret, body));
    if (identifier != null) request.header("X-Atlassian-Webhook-Identifier", identifier);
    try {
      return CLIENT.send(
          request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private int status(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder request(String name) {
    return HttpRequest.newBuilder(uri().resolve("/webhooks/jira/" + name));
  }

  private URI uri() {
    return java.util.Objects.requireNonNull(serving).uri();
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", uri().getPort())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String signature(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String atlas(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Cli.commands(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }

  private static String secret(String printed) {
    assertThat(printed).matches("(?s)path    /webhooks/jira/\\S+\nsecret  \\S{43}\n");
    return printed.substring(printed.lastIndexOf(' ') + 1).strip();
  }

  /** Whose copies have the issue. */
  private List<String> copies(String key) {
    return database
        .admin()
        .withHandle(
            h ->
                h.createQuery(
                        "select u.name from tickets t join users u on u.id = t.user_id"
                            + " where t.ticket_key = :key order by 1")
                    .bind("key", key)
                    .mapTo(String.class)
                    .list());
  }

  private int kept(String identifier) {
    return rows("where identifier = '" + identifier + "'");
  }

  private int rows(String where) {
    return database
        .admin()
        .withHandle(
            h ->
                h.createQuery("select count(*) from webhook_events " + where)
                    .mapTo(Integer.class)
                    .one());
  }
}
