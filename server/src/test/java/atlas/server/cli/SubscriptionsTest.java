package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlas.model.Achievement;
import atlas.model.Caller;
import atlas.model.Event;
import atlas.model.Json;
import atlas.model.MilestoneEvent;
import atlas.model.ProgressEvent;
import atlas.model.Rarity;
import atlas.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Processes on stdio that hear of what other processes change. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(240)
class SubscriptionsTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  // The first call of a process takes longer than what it does.
  private static final Duration SOON = Duration.ofSeconds(5);

  private final TestDatabase database = TestDatabase.create();
  private @TempDir Path home;

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aChangeByAnotherProcessIsHeardWithinASecond() {
    try (var ear = Running.atlas(environment("ann"));
        var hand = Running.atlas(environment("ann"))) {
      ear.initialized().call(1, "save_task", Map.of("title", "Light the lamp"));
      assertThat(ear.text(1)).contains("T-1");
      hand.initialized().call(1, "list_tasks", Map.of());
      hand.line(1);
      assertThat(listeners("ann")).isZero();
      subscribe(ear, 2, "atlas://task/T-1");
      subscribe(ear, 3, "atlas://project/harbor");
      assertThat(heard(ear, "atlas://task/T-1")).isZero();

      change(hand, 2, "T-1", "high");
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://task/T-1") == 1);
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://project/harbor") == 1);

      hand.call(3, "create_checkpoint", checkpoint());
      hand.line(3);
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://project/harbor") == 2);
      assertThat(heard(ear, "atlas://task/T-1")).isEqualTo(1);

      // What it changed itself is news as well.
      change(ear, 4, "T-1", "low");
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://task/T-1") == 2);
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://project/harbor") == 3);

      assertThat(request(ear, 5, "resources/unsubscribe", "atlas://task/T-1").has("result"))
          .isTrue();
      change(hand, 6, "T-1", "highest");
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://project/harbor") == 4);
      assertThat(heard(ear, "atlas://task/T-1")).isEqualTo(2);
      assertThat(listeners("ann")).isEqualTo(1);
      request(ear, 7, "resources/unsubscribe", "atlas://project/harbor");
      await().atMost(SOON).until(() -> listeners("ann") + listening() == 0);
    }
  }

  @Test
  void whatIsDoneInTheatersIsHeardByWhoWantsToKnowWhatIsNext() {
    var all = environment("gil");
    all.put("ATLAS_TOOLSETS", "all");
    try (var ear = Running.atlas(environment("gil"));
        var hand = Running.atlas(all)) {
      ear.initialized();
      String mine = "atlas://my-work";
      subscribe(ear, 1, mine);
      hand.initialized();
      var action = Map.<String, Object>of("title", "Light the lamp", "theater", "cs");
      hand.call(1, "save_focus_item", action);
      hand.line(1);
      await().atMost(SOON).until(() -> heard(ear, mine) == 1);
      hand.call(2, "set_theater", Map.of("theater", "cs", "energy", 70));
      hand.line(2);
      await().atMost(A_SECOND).until(() -> heard(ear, mine) == 2);
      hand.call(
          3, "log_activity", Map.of("kind", "execution", "theater", "cs", "text", "Trimmed it"));
      hand.line(3);
      await().atMost(A_SECOND).until(() -> heard(ear, mine) == 3);
      hand.call(4, "remember", Map.of("type", "context", "key", "lamp", "value", "E27"));
      hand.line(4);
      hand.call(5, "save_task", Map.of("title", "Trim the wick"));
      hand.line(5);
      await().atMost(A_SECOND).until(() -> heard(ear, mine) == 4);
      assertThat(request(ear, 2, "resources/read", mine).path("result").toString())
          .contains("A-1", "Light the lamp", "energy 70", "Trimmed it");
      assertThat(request(ear, 3, "resources/list", mine).at("/result/resources/0/uri").asString())
          .isEqualTo(mine);
    }
  }

  @Test
  void aChangeFromTheCommandLineIsHeardToo() {
    try (var ear = Running.atlas(environment("cleo"))) {
      ear.initialized().call(1, "create_checkpoint", checkpoint());
      ear.line(1);
      subscribe(ear, 2, "atlas://project/harbor");
      try (var command =
          Running.atlas(environment("cleo"), "call", "save_task", "title=Trim the wick")) {
        assertThat(command.exit()).isZero();
      }
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://project/harbor") == 1);
    }
  }

  @Test
  void whatIsEarnedIsHeardByWhoFollowsTheirProgress() {
    var following = environment("gil");
    following.put("ATLAS_TOOLSETS", "default,progress");
    try (var ear = Running.atlas(following)) {
      ear.initialized().call(1, "save_task", Map.of("title", "Light the lamp"));
      assertThat(ear.text(1)).contains("T-1");
      ear.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/list\"}");
      assertThat(ear.line(2)).contains("\"uri\":\"atlas://progress\"");
      subscribe(ear, 3, "atlas://progress");
      change(ear, 4, "T-1", "high");
      try (var command = Running.atlas(environment("gil"), "call", "complete_task", "task=T-1")) {
        assertThat(command.exit()).isZero();
      }
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://progress") == 1);
      assertThat(request(ear, 5, "resources/read", "atlas://progress").toString())
          .contains("XP: 15, 85 to the next level", "15 XP for T-1 (work)");
    }
  }

  @Test
  void aLevelAndAnAchievementAreHeardByThemselves() {
    var following = environment("ivy");
    following.put("ATLAS_TOOLSETS", "default,progress");
    try (var ear = Running.atlas(following)) {
      ear.initialized();
      String progress = "atlas://progress";
      subscribe(ear, 1, progress);
      Caller ivy = database.user("ivy");
      database.clock().advance(Duration.between(database.clock().instant(), Instant.now()));
      append(ivy, new ProgressEvent.LevelReached(ivy.userId(), 2, 100));
      await().atMost(SOON).until(() -> heard(ear, progress) == 1);
      append(
          ivy,
          new MilestoneEvent.AchievementUnlocked(
              ivy.userId(),
              new Achievement(
                  database.nextId(),
                  "first-light",
                  "First Light",
                  "Light a lamp",
                  "testing",
                  Rarity.common,
                  0,
                  null,
                  database.clock().instant())));
      await().atMost(A_SECOND).until(() -> heard(ear, progress) == 2);
    }
  }

  private void append(Caller caller, Event event) {
    database
        .database()
        .write(
            caller,
            tx -> {
              tx.append(event);
              return event;
            });
  }

  @Test
  void aReminderIsHeardAtItsTime() {
    var planning = environment("hal");
    planning.put("ATLAS_TOOLSETS", "default,planner");
    try (var ear = Running.atlas(planning)) {
      ear.initialized();
      String today = "atlas://agenda/today";
      subscribe(ear, 1, today);
      String soon = Instant.now().plusSeconds(4).toString();
      ear.call(
          2,
          "save_planner_item",
          Map.of("type", "task", "title", "Light the lamp", "remind_at", soon));
      assertThat(ear.text(2)).contains("U-1");
      await().atMost(Duration.ofSeconds(4)).until(() -> heard(ear, today) == 1);
      await().atMost(Duration.ofSeconds(15)).until(() -> heard(ear, today) == 2);
      assertThat(request(ear, 3, "resources/read", today).path("result").toString())
          .contains("Reminders", "U-1: Light the lamp");
    }
  }

  @Test
  void whatIsNotThereOrAnothersIsRefused() {
    try (var anns = Running.atlas(environment("dora"));
        var bens = Running.atlas(environment("ben"))) {
      anns.initialized().call(1, "save_task", Map.of("title", "secret-plan"));
      anns.line(1);
      bens.initialized().call(1, "get_timeline", Map.of());
      bens.line(1);
      refused(bens, 2, "atlas://task/T-1", -32002, "There is no task T-1 of yours.");
      refused(bens, 3, "atlas://project/harbor", -32002, "There is no project harbor of yours.");
      refused(bens, 4, "atlas://task/S-1", -32602, "A task is named like T-12");
      refused(bens, 5, "atlas://checkpoint/C-9", -32002, "There is no checkpoint C-9 of yours.");
      refused(bens, 6, "atlas://decision/D-9", -32002, "There is no decision D-9 of yours.");
      refused(bens, 7, "atlas://session/S-9", -32002, "There is no session S-9 of yours.");
      refused(bens, 8, "atlas://attachment/1", -32602, "never changes");
      refused(bens, 9, "atlas://nothing/1", -32002, "There is no such resource");
      assertThat(bens.send("{\"jsonrpc\":\"2.0\",\"id\":10,\"method\":\"resources/subscribe\"}"))
          .extracting(server -> server.answer(10).containsKey("error"))
          .isEqualTo(true);
      assertThat(String.join("\n", bens.out())).doesNotContain("secret-plan");
    }
  }

  @Test
  void anAddressOfNobodysMayBeSubscribedTo() {
    try (var ear = Running.atlas(environment("fay"))) {
      ear.initialized();
      for (String method : List.of("resources/subscribe", "resources/unsubscribe")) {
        assertThat(request(ear, method.length(), method, "test://watched-resource").has("result"))
            .isTrue();
      }
      assertThat(listeners("fay")).isZero();
    }
  }

  @Test
  void aReadOnlyServerHearsToo() {
    var readOnly = environment("eve");
    readOnly.put("ATLAS_READ_ONLY", "true");
    try (var hand = Running.atlas(environment("eve"));
        var ear = Running.atlas(readOnly)) {
      hand.initialized().call(1, "save_task", Map.of("title", "Light the lamp"));
      hand.line(1);
      ear.initialized();
      subscribe(ear, 2, "atlas://task/T-1");
      change(hand, 3, "T-1", "high");
      await().atMost(Duration.ofSeconds(3)).until(() -> heard(ear, "atlas://task/T-1") == 1);
    }
  }

  @Test
  void behindAPoolerItLooksEachSecondAndWithTheDirectUrlItListens() throws IOException {
    try (var pooler = Pooler.before(database)) {
      var pooled = environment("fay");
      pooled.put("ATLAS_DATABASE_URL", pooler.url() + "?prepareThreshold=0");
      try (var hand = Running.atlas(environment("fay"));
          var ear = Running.atlas(pooled)) {
        hand.initialized().call(1, "save_task", Map.of("title", "Light the lamp"));
        hand.line(1);
        ear.initialized();
        subscribe(ear, 2, "atlas://task/T-1");
        change(hand, 3, "T-1", "high");
        await().atMost(Duration.ofSeconds(3)).until(() -> heard(ear, "atlas://task/T-1") == 1);
        assertThat(listening()).isZero();
      }
      pooled.put("ATLAS_DATABASE_DIRECT_URL", environment("fay").get("ATLAS_DATABASE_URL"));
      try (var hand = Running.atlas(environment("fay"));
          var ear = Running.atlas(pooled)) {
        hand.initialized().call(1, "list_tasks", Map.of());
        hand.line(1);
        ear.initialized();
        subscribe(ear, 2, "atlas://task/T-1");
        await().atMost(SOON).until(() -> listening() == 1);
        change(hand, 3, "T-1", "low");
        await().atMost(A_SECOND).until(() -> heard(ear, "atlas://task/T-1") == 1);
      }
    }
  }

  @Test
  void nothingIsMissedWhenTheConnectionBreaks() {
    try (var ear = Running.atlas(environment("gus"));
        var hand = Running.atlas(environment("gus"))) {
      ear.initialized().call(1, "save_task", Map.of("title", "Light the lamp"));
      ear.line(1);
      hand.initialized().call(1, "list_tasks", Map.of());
      hand.line(1);
      subscribe(ear, 2, "atlas://task/T-1");
      await().atMost(SOON).until(() -> listening() == 1);
      database
          .admin()
          .useHandle(
              h ->
                  h.execute(
                      "select pg_terminate_backend(pid) from pg_stat_activity"
                          + " where application_name = 'atlas-listening'"
                          + " and datname = current_database()"));
      change(hand, 3, "T-1", "high");
      await().atMost(SOON).until(() -> heard(ear, "atlas://task/T-1") == 1);
      await().atMost(SOON).until(() -> listening() == 1);
      change(hand, 4, "T-1", "low");
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://task/T-1") == 2);
    }
  }

  @Test
  void nothingIsMissedWhenPostgresIsKilledAndComesBack() throws IOException {
    Map<String, String> embedded = new HashMap<>();
    embedded.put("ATLAS_HOME", home.resolve("embedded").toString());
    embedded.put("ATLAS_PROJECT", "harbor");
    try (var ear = Running.atlas(embedded);
        var hand = Running.atlas(embedded)) {
      ear.initialized();
      // The first to need the database makes it, which takes a busy machine a while.
      await().atMost(Duration.ofSeconds(60)).until(() -> made(ear, "Light the lamp"));
      hand.initialized().call(1, "list_tasks", Map.of());
      hand.line(1);
      subscribe(ear, 2, "atlas://task/T-1");
      change(hand, 3, "T-1", "high");
      await().atMost(SOON).until(() -> heard(ear, "atlas://task/T-1") == 1);

      assertThat(ProcessHandle.of(postmaster(home)).orElseThrow().destroyForcibly()).isTrue();
      // Whichever process asks next brings it back; a call that came too early is repeated.
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> changed(hand, "T-1", "low"));
      await().atMost(Duration.ofSeconds(15)).until(() -> heard(ear, "atlas://task/T-1") == 2);
      change(hand, 1_000, "T-1", "medium");
      await().atMost(A_SECOND).until(() -> heard(ear, "atlas://task/T-1") == 3);
    }
  }

  private int calls = 500;

  private boolean made(Running hand, String title) {
    int id = ++calls;
    hand.call(id, "save_task", Map.of("title", title));
    return hand.line(id).contains("T-1");
  }

  private boolean changed(Running hand, String task, String priority) {
    int id = ++calls;
    hand.call(id, "save_task", Map.of("task", task, "priority", priority));
    return hand.line(id).contains("\"isError\":false");
  }

  private static long postmaster(Path home) throws IOException {
    try (var files = Files.walk(home)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().equals("postmaster.pid"))
              .findFirst()
              .orElseThrow();
      return Long.parseLong(Files.readAllLines(file).get(0).strip());
    }
  }

  private static Map<String, ?> checkpoint() {
    return Map.of("label", "Half", "summary", "way", "resume_instructions", "go");
  }

  private static void change(Running server, int id, String task, String priority) {
    server.call(id, "save_task", Map.of("task", task, "priority", priority));
    assertThat(server.line(id)).contains("\"isError\":false");
  }

  private static void subscribe(Running server, int id, String uri) {
    JsonNode answer = request(server, id, "resources/subscribe", uri);
    assertThat(answer.path("result").isObject()).as(answer.toString()).isTrue();
  }

  private static void refused(Running server, int id, String uri, int code, String sentence) {
    JsonNode error = request(server, id, "resources/subscribe", uri).path("error");
    assertThat(error.path("code").asInt()).as(error.toString()).isEqualTo(code);
    assertThat(error.path("message").asString()).contains(sentence);
  }

  private static JsonNode request(Running server, int id, String method, String uri) {
    server.send(
        Json.MAPPER.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", Map.of("uri", uri))));
    return Json.MAPPER.valueToTree(server.answer(id));
  }

  /** How often the client was told of that address. */
  private static long heard(Running server, String uri) {
    return server.out().stream()
        .filter(line -> line.contains("notifications/resources/updated"))
        .filter(line -> line.contains("\"" + uri + "\""))
        .count();
  }

  private Map<String, String> environment(String user) {
    var environment = new HashMap<>(CommandLine.environment(database));
    environment.put("ATLAS_HOME", home.resolve(user).toString());
    environment.put("ATLAS_USER", user);
    return environment;
  }

  private int listeners(String user) {
    return count(
        "select count(*) from listeners l join users u on u.id = l.user_id where u.name = '"
            + user
            + "'");
  }

  private int listening() {
    return count(
        "select count(*) from pg_stat_activity where application_name = 'atlas-listening'"
            + " and datname = current_database()");
  }

  private int count(String sql) {
    List<Integer> found =
        database.admin().withHandle(handle -> handle.createQuery(sql).mapTo(Integer.class).list());
    return found.get(0);
  }
}
