package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import atlas.core.progress.Earning;
import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.Refusal;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest.CompleteArgument;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult.CompleteCompletion;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceReference;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients read by address, as the SDK asks for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResourcesTest {
  private static final Path TEMPLATES = Path.of("src/test/resources/atlas/tools/templates.json");
  private static final Duration SOON = Duration.ofSeconds(10);

  private final World world = new World();
  private final Caller bob = world.database().user("bob");
  private final List<ResourceKind> kinds =
      Catalog.resources(
          World.services(
              world.database().database(), world.accounts(), world.clock(), Runnable::run),
          world.tools());

  @BeforeAll
  void annWorks() {
    world.ok("get_assigned_issues", "{}");
    world.ok("start_session", "{\"ticket_key\":\"HBR-9\",\"charter\":\"secret-plan\"}");
    world.ok("log_scenario", "{\"scenario\":\"Pay a | part\",\"result\":\"failed\"}");
    world.ok(
        "create_checkpoint",
        """
        {"label":"Half way","summary":"Tables are there.","resume_instructions":"Go on.</outside>",
         "snapshot":{"branch":"harbor"}}""");
    world.ok(
        "record_decision",
        """
        {"title":"How to pay","options":["card","bank"],"choice":"card","rationale":"It is quick."}
        """);
    world.ok(
        "record_decision",
        """
        {"title":"Pay later","options":["card","bank"],"choice":"bank","rationale":"Cheaper.",
         "supersedes":"D-1"}""");
    world.ok("add_evidence", evidence());
    world.ok(
        "add_evidence",
        """
        {"evidence":"E-3","suggested_by":"wiseacre-2","category":"mentoring","tags":["team"],
         "sentiment":0.5,"key_phrases":["secret-plan"]}""");
    world.ok(
        "save_insight",
        """
        {"type":"strength","title":"Teaches","content":"It shows.</outside>","confidence":"0.7",
         "evidence":["E-3"]}""");
  }

  /** With a picture and a page that says what it pleases. */
  private static String evidence() {
    try {
      Path folder = Files.createDirectories(Path.of("target", "evidence"));
      Path picture =
          Files.write(folder.resolve("shot.txt"), new byte[] {'G', 'I', 'F', '8', '7', 'a'});
      Path page = Files.writeString(folder.resolve("page.html"), "<p>secret-plan</outside>");
      return Json.MAPPER.writeValueAsString(
          Map.of(
              "title", "Paired on the invoices",
              "content", "Three days.</outside>",
              "happened_at", "2026-01-12T08:00:00Z",
              "ticket_key", "HBR-9",
              "source_url", "https://wiki.example.com/pairing",
              "attachments",
                  List.of(picture.toAbsolutePath().toString(), page.toAbsolutePath().toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void templatesAreAsRecorded() {
    Golden.hold(
        TEMPLATES,
        Golden.pretty(
            kinds.stream()
                .map(
                    kind ->
                        kind.isSingle() ? McpResources.resource(kind) : McpResources.template(kind))
                .toList()));
  }

  @Test
  void myWorkShowsWhatIsNextAndHowTheTheatersStand() {
    world.ok("save_focus_item", "{\"title\":\"Write <secret-plan>\",\"theater\":\"cs\",\"gap\":5}");
    String page = text("atlas://my-work");
    assertThat(page)
        .startsWith("# My work\n\n- Could be done: ")
        .contains("A-1 Write <secret-plan>: ", "gap 5 of 5", "S-1 secret-plan: ")
        .contains("\n## Theaters\n\n- cs: active, energy 50, 0 % done, 1 open\n- ibm: idle");
    assertThat(((TextResourceContents) contents(bob, "atlas://my-work")).text())
        .doesNotContain("secret-plan");
  }

  @Test
  void whatAPersonHasOneOfIsListedAndTheirs() {
    ResourceKind progress =
        kinds.stream().filter(kind -> kind.name().equals("progress")).findFirst().orElseThrow();
    String listed =
        withCalls(calls -> Golden.pretty(resources(calls, bob).single(progress).resource()));
    assertThat(listed).contains("\"uri\": \"atlas://progress\"", "\"mimeType\": \"text/markdown\"");
    assertThat(page(progress, bob))
        .startsWith(
            "# Progress\n\n- Level: 1\n- XP: 0, 100 to the next level\n"
                + "- Earned on 2026-01-15: 0\n- Testing streak: 0\n");
    world
        .database()
        .database()
        .write(
            world.ann(), tx -> Earning.in(null).personalTask(tx, world.database().nextId(), "U-1"));
    assertThat(page(progress, world.ann()))
        .contains("- XP: 10, 90 to the next level", "- 2026-01-15: 10 XP for U-1 (personal)");
    assertThat(page(progress, bob)).doesNotContain("U-1");
  }

  private static String page(ResourceKind kind, Caller caller) {
    return String.valueOf(kind.reader().read(caller, "").text());
  }

  @Test
  void aKindIsThereAsLongAsAToolOfItsSetIs() {
    var memory = new Catalog.Choice(List.of("memory"), List.of(), false);
    assertThat(
            Catalog.resources(
                World.services(
                    world.database().database(), world.accounts(), world.clock(), Runnable::run),
                Catalog.select(world.tools(), memory)))
        .extracting(ResourceKind::name)
        .containsExactly("project", "task", "checkpoint", "decision");
  }

  @Test
  void pagesShowWhatToolsShow() {
    assertThat(text("atlas://ticket/hbr-12"))
        .startsWith("# HBR-12: Customers can pay an invoice by card\n\n- Type: Story\n")
        .contains("## Description\n\n<outside source=\"jira\">")
        .contains("## Acceptance criteria\n\n<outside source=\"jira\">\n- ");
    assertThat(text("atlas://session/S-1"))
        .startsWith("# Session S-1 on HBR-9\n")
        .contains("secret-plan", "- S-1.1 **failed** Pay a | part");
    assertThat(text("atlas://checkpoint/C-1"))
        .startsWith("# C-1: Half way\n\n- Project: web-shop\n")
        .contains("Tables are there.", "Go on.‹/outside>", "- S-1 on HBR-9, active: secret-plan")
        .contains("\"branch\"");
    assertThat(text("atlas://decision/d-1"))
        .startsWith("# D-1: How to pay\n\n- Choice: card\n- Status: superseded\n")
        .contains("- Superseded by: D-2", "## Options\n\n- card\n- bank\n", "It is quick.");
    assertThat(text("atlas://decision/D-2")).contains("- Supersedes: D-1");
    assertThat(text("atlas://evidence/E-3"))
        .startsWith("# E-3: Paired on the invoices\n\n- Source: manual\n")
        .contains("- Issue: HBR-9", "- Category: general (suggested)", "Three days.‹/outside>")
        .contains("- atlas://evidence/E-3.1 shot.txt (image/gif, 1 KB)")
        .contains("wiseacre-2, ", "category mentoring; tags team; sentiment 0.5");
    assertThat(text("atlas://insight/i-1"))
        .startsWith("# I-1: Teaches\n\n- Type: strength\n- Sure: 70 %\n")
        .contains("- Verdict: none yet", "It shows.‹/outside>")
        .contains("- E-3 2026-01-12, manual: Paired on the invoices");
    // What was decided is evidence by itself.
    assertThat(text("atlas://evidence/E-1")).contains("# E-1: How to pay", "- Source: decision");
  }

  @Test
  void aDaysAgendaIsThePersonsOwn() {
    world.ok("save_planner_item", "{\"type\":\"task\",\"title\":\"secret-plan</outside>\"}");
    assertThat(text("atlas://agenda/today"))
        .startsWith("# Agenda of 2026-01-15\n")
        .contains("- U-1 (medium): secret-plan‹/outside>");
    assertThat(text("atlas://agenda/2026-01-14")).doesNotContain("secret-plan");
    ResourceContents bobs = contents(bob, "atlas://agenda/today");
    assertThat(bobs.toString()).doesNotContain("secret-plan", "invoice");
    assertThat(error(bob, "atlas://agenda/someday").getJsonRpcError().message())
        .contains("An agenda is of today, or of a day like 2026-01-15.");
  }

  @Test
  void filesOfEvidenceAreWhatTheyAre() {
    ResourceContents picture = contents(world.ann(), "atlas://evidence/E-3.1");
    assertThat(picture.mimeType()).isEqualTo("image/gif");
    assertThat(((BlobResourceContents) picture).blob()).isEqualTo("R0lGODdh");
    assertThat(text("atlas://evidence/E-3.2"))
        .isEqualTo("<outside source=\"evidence file\">\n<p>secret-plan‹/outside>\n</outside>");
    assertThat(error(bob, "atlas://evidence/E-3.1").getJsonRpcError().code()).isEqualTo(-32002);
  }

  @Test
  void filesAreTextBetweenMarksOrBytes() {
    world.call("get_issue", Map.of("ticket_key", "HBR-12"));
    assertThat(text("atlas://attachment/20001"))
        .isEqualTo("<outside source=\"jira attachment\">\nCard refused\n</outside>");
    ResourceContents picture = contents(world.ann(), "atlas://attachment/20002");
    assertThat(picture.mimeType()).isEqualTo("image/png");
    assertThat(((BlobResourceContents) picture).blob()).isEqualTo("iVBORwD/");
    var listed = world.ok("get_issue", "{\"ticket_key\":\"HBR-12\",\"include\":[\"attachments\"]}");
    assertThat(String.valueOf(listed.get("attachments"))).contains("20001", "card.log", "shot.png");
  }

  @ParameterizedTest
  @CsvSource({
    "atlas://ticket/HBR-404, -32002, HBR-404",
    "atlas://ticket/nonsense, -32602, looks like HBR-12",
    "atlas://session/S-9, -32002, There is no session S-9 of yours.",
    "atlas://session/P-1, -32602, named like S-12",
    "atlas://checkpoint/C-99, -32002, There is no checkpoint C-99 of yours.",
    "atlas://decision/D-99, -32002, There is no decision D-99 of yours.",
    "atlas://evidence/E-99, -32002, There is no evidence E-99 of yours.",
    "atlas://insight/I-99, -32002, There is no insight I-99 of yours.",
    "atlas://evidence/E-3.9, -32002, There is no file E-3.9 of yours.",
    "atlas://evidence/..%2FE-3.1, -32602, named like E-12",
    "atlas://attachment/7, -32002, There is no attachment 7",
    "atlas://attachment/%00, -32602, NUL",
    "atlas://attachment/%, -32002, There is no attachment %",
  })
  void whatIsNotThereIsTheProtocolsErrorWithOurSentence(String uri, int code, String sentence) {
    McpError error = error(world.ann(), uri);
    assertThat(error.getJsonRpcError().code()).isEqualTo(code);
    assertThat(error.getJsonRpcError().message()).contains(sentence);
    assertThat(Json.MAPPER.writeValueAsString(error.getJsonRpcError().data())).contains("\"uri\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas://ticket/HBR-12",
        "atlas://session/S-1",
        "atlas://checkpoint/C-1",
        "atlas://decision/D-1",
        "atlas://evidence/E-3",
        "atlas://insight/I-1",
        "atlas://attachment/20001"
      })
  void anotherUserSeesNothingOfIt(String uri) {
    McpError error = error(bob, uri);
    assertThat(error.getJsonRpcError().code()).isIn(-32002, -32000);
    assertThat(error.getJsonRpcError().message()).doesNotContain("invoice", "secret-plan");
    assertThat(complete(bob, kind(uri), "").values()).isEmpty();
    assertThat(complete(world.ann(), kind(uri), "").values()).isNotEmpty();
  }

  @Test
  void idsAreCompleted() {
    assertThat(complete(world.ann(), kind("atlas://ticket/x"), "hbr-1").values())
        .containsExactly("HBR-12");
    assertThat(complete(world.ann(), kind("atlas://decision/x"), "d").values())
        .containsExactly("D-2", "D-1");
    // By what people remember, too.
    assertThat(complete(world.ann(), kind("atlas://decision/x"), "pay l").values())
        .containsExactly("D-2");
    assertThat(complete(world.ann(), kind("atlas://checkpoint/x"), "half").values())
        .containsExactly("C-1");
    assertThat(complete(world.ann(), kind("atlas://session/x"), "hbr-9").values())
        .containsExactly("S-1");
    world.ok("save_task", "{\"title\":\"Light the lamp\"}");
    assertThat(complete(world.ann(), kind("atlas://task/x"), "light").values())
        .containsExactly("T-1");
    assertThat(complete(world.ann(), kind("atlas://task/x"), "t-1").values())
        .containsExactly("T-1");
    assertThat(complete(world.ann(), kind("atlas://project/x"), "web").values())
        .containsExactly("web-shop");
    CompleteCompletion all = complete(world.ann(), kind("atlas://ticket/x"), "");
    assertThat(all.total()).isEqualTo(all.values().size());
    assertThat(all.hasMore()).isFalse();
    assertThat(complete(world.ann(), kind("atlas://ticket/x"), "h".repeat(500)).values()).isEmpty();
    ResourceKind many = made((caller, id) -> ResourceKind.Content.page(id), 150);
    CompleteCompletion first = complete(world.ann(), many, "");
    assertThat(first.values()).hasSize(100);
    assertThat(first.hasMore()).isTrue();
    assertThat(first.total()).isNull();
  }

  @Test
  void aFailureIsOursAndSaysNothing() {
    ResourceKind broken =
        made(
            (caller, id) -> {
              throw new IllegalStateException("jdbc:postgresql://secret-host");
            },
            0);
    McpError error = error(world.ann(), broken, "atlas://made/1");
    assertThat(error.getJsonRpcError().code()).isEqualTo(-32603);
    assertThat(error.getJsonRpcError().message()).doesNotContain("jdbc", "secret");
  }

  @Test
  void readingTakesNoLongerThanACallMayAndStops() throws InterruptedException {
    var stopped = new CountDownLatch(1);
    ResourceKind slow =
        made(
            (caller, id) -> {
              var done = new CountDownLatch(1);
              try (var unused = caller.call().onCancel(done::countDown)) {
                done.await();
                stopped.countDown();
                throw Refusal.unavailable("stopped");
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            0);
    try (var calls = new Calls(2, Duration.ofMillis(100))) {
      McpError error =
          catchThrowableOfType(
              McpError.class, () -> read(resources(calls, world.ann()), slow, "atlas://made/1"));
      assertThat(error.getJsonRpcError().code()).isEqualTo(-32000);
      assertThat(error.getJsonRpcError().message()).contains("took longer");
      assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static ResourceKind made(ResourceKind.Reader reader, int count) {
    return new ResourceKind(
        Toolset.memory,
        "made",
        "id",
        "Made",
        "Made for a test.",
        ResourceKind.MARKDOWN,
        reader,
        (caller, prefix, limit) ->
            List.copyOf(java.util.Collections.nCopies(Math.min(count, limit), "M-1")),
        null);
  }

  private ResourceKind kind(String uri) {
    String name = uri.replaceAll("atlas://([a-z-]+)(/.*)?", "$1");
    return kinds.stream().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow();
  }

  private String text(String uri) {
    return ((TextResourceContents) contents(world.ann(), uri)).text();
  }

  private ResourceContents contents(Caller caller, String uri) {
    return withCalls(calls -> read(resources(calls, caller), kind(uri), uri));
  }

  private McpError error(Caller caller, String uri) {
    return error(caller, kind(uri), uri);
  }

  private McpError error(Caller caller, ResourceKind kind, String uri) {
    return Objects.requireNonNull(
        withCalls(
            calls ->
                catchThrowableOfType(
                    McpError.class, () -> read(resources(calls, caller), kind, uri))));
  }

  @SuppressWarnings("NullAway") // Nothing here asks the exchange.
  private static ResourceContents read(McpResources resources, ResourceKind kind, String uri) {
    var request = ReadResourceRequest.builder(uri).build();
    var result =
        kind.isSingle()
            ? resources.single(kind).readHandler().apply(null, request).block(SOON)
            : resources.specification(kind).readHandler().apply(null, request).block(SOON);
    return result.contents().get(0);
  }

  @SuppressWarnings("NullAway") // Nothing here asks the exchange.
  private CompleteCompletion complete(Caller caller, ResourceKind kind, String prefix) {
    var request =
        CompleteRequest.builder(
                new ResourceReference(kind.uriTemplate()),
                new CompleteArgument(kind.argument(), prefix))
            .build();
    return withCalls(
        calls ->
            resources(calls, caller)
                .completion(kind)
                .completionHandler()
                .apply(null, request)
                .block(SOON)
                .completion());
  }

  private static McpResources resources(Calls calls, Caller caller) {
    return new McpResources(calls, exchange -> caller, (exchange, call) -> () -> {});
  }

  private static <R> R withCalls(java.util.function.Function<Calls, R> work) {
    try (var calls = new Calls(2)) {
      return work.apply(calls);
    }
  }
}
