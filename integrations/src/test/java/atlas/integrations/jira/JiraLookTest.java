package atlas.integrations.jira;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.io.IOException;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gone is only what Jira itself says is gone. */
class JiraLookTest {
  private static final Cancellation NEVER = Cancellation.never();

  @ParameterizedTest
  @EnumSource
  void whatIsGoneIsToldFromWhatIsLeftOutOrOutsideOfTheProjects(Deployment deployment) {
    try (FakeJira fake =
        deployment == Deployment.CLOUD ? FakeJira.cloud() : FakeJira.dataCenter()) {
      String there = fake.put("HBR-1").id();
      String outside = fake.put("LGT-1").id();
      fake.leaveOut("HBR-1");
      JiraLook look =
          fake.jira().within(List.of("hbr")).look(List.of(there, outside, "777"), NEVER);
      assertThat(look.issues()).extracting(JiraIssue::key).containsExactly("HBR-1");
      assertThat(look.gone()).containsExactly("777");
    }
  }

  @Test
  void whatAProxyDoesNotFindIsNotGone() throws IOException {
    RemoteFailure failure = lookAt(404, "{\"message\":\"no route\"}");
    assertThat(failure.sentence()).contains("404");
    assertThat(failure.kind()).isNotEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void toWhomJiraDoesNotKnowNothingIsGone() throws IOException {
    // The issue is not there, they say, and then that the token is none.
    RemoteFailure failure = lookAt(404, "{\"errorMessages\":[\"Issue does not exist\"]}");
    assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
  }

  @Test
  void whatIsNotForUsToSeeIsNotGone() throws IOException {
    try (MockWebServer server = server(403, "{\"errorMessages\":[\"Not for you\"]}")) {
      JiraLook look = jira(server).look(List.of("777"), NEVER);
      assertThat(look.issues()).isEmpty();
      assertThat(look.gone()).isEmpty();
    }
  }

  private static RemoteFailure lookAt(int status, String body) throws IOException {
    try (MockWebServer server = server(status, body)) {
      Jira jira = jira(server);
      return catchThrowableOfType(RemoteFailure.class, () -> jira.look(List.of("777"), NEVER));
    }
  }

  private static Jira jira(MockWebServer server) {
    String host = "http://127.0.0.1:" + server.getPort();
    return new Jira(JiraAccount.of(host, "ann@example.com", "s3cret-token"));
  }

  /** One that knows nobody, and answers so where it is asked for an issue. */
  private static MockWebServer server(int status, String body) throws IOException {
    var server = new MockWebServer();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String target = request.getTarget();
            if (target.contains("serverInfo")) return json(200, "{\"deploymentType\":\"Cloud\"}");
            if (target.contains("/field")) return json(200, "[]");
            if (target.contains("/issue/")) return json(status, body);
            return json(401, "{\"errorMessages\":[\"Client must be authenticated\"]}");
          }
        });
    server.start();
    return server;
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }
}
