package atlas.server.http;

import atlas.model.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Takes what Jira sends by itself, at /webhooks/jira/ and a name. Anybody can knock here, so that
 * nothing is read of a body before its signature is proved, and what knocks too often or too slowly
 * takes nothing from those who use the tools: there are so many bodies at once, fewer from one
 * address and of one name, so many bytes of them, so long to send one, and two threads and
 * connections to keep them. What is too much is answered with 503, on which Jira tries again. A
 * name that is not there has its body read like any other: an early answer would tell.
 */
final class WebhookEndpoint implements AutoCloseable {
  static final String PATH = "/webhooks/jira/";
  static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  private static final int MOST_WAITING = 64;
  private static final int MOST_BYTES = 64 * 1024 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int KEEPERS = 2;
  private static final int LONGEST_HEADER = 200;
  private static final String IDENTIFIER = "X-Atlassian-Webhook-Identifier";
  private static final List<String> WORTH_KEEPING =
      List.of("X-Atlassian-Webhook-Retry", "X-Atlassian-Webhook-Flow");

  private final WebhookInbox inbox;
  private final Door door;
  private final Places places = new Places();
  private final Semaphore bytes = new Semaphore(MOST_BYTES);
  private final ThreadPoolExecutor keepers;

  WebhookEndpoint(WebhookInbox inbox, Door door) {
    this.inbox = inbox;
    this.door = door;
    var count = new AtomicInteger();
    this.keepers =
        new ThreadPoolExecutor(
            KEEPERS,
            KEEPERS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            work -> {
              var thread = new Thread(work, "atlas-webhook-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    keepers.allowCoreThreadTimeOut(true);
  }

  /** Answers 200 once it is kept; 400 and 401 are final for Jira, 503 is not. */
  void receive(Visit visit, String account) {
    if (visit.header("Origin") != null) {
      throw Problem.of(403, "A web page can't send webhooks.");
    }
    String encoding = visit.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw Problem.of(415, "Send it as it was signed, not compressed.");
    }
    List<String> signatures = visit.request().getHeaders().getValuesList("X-Hub-Signature");
    String signature = signatures.size() == 1 ? signatures.get(0) : null;
    if (signature == null) checkUnsigned(visit, account, signatures.isEmpty());
    String address = String.valueOf(Request.getRemoteAddr(visit.request()));
    if (!places.take(address, account)) throw busy();
    var held = new Held(bytes);
    var counted =
        new Visit(
            visit.request(),
            visit.response(),
            Callback.from(
                visit.callback(),
                () -> {
                  held.leave();
                  places.leave(address, account);
                }));
    counted.attempt(
        () ->
            Body.read(
                counted,
                MAX_BODY_BYTES,
                LONGEST,
                more -> hold(held, more),
                body -> proved(counted, account, signature, body)));
  }

  // Of what has arrived: what is only announced takes no room from others.
  private static void hold(Held held, int more) {
    if (!held.take(more)) throw busy().with(HttpHeader.CONNECTION, "close");
  }

  @Override
  public void close() {
    keepers.shutdown();
  }

  // Nothing proves it, so that it must come as any other request has to.
  private void checkUnsigned(Visit visit, String account, boolean none) {
    if (!none || !inbox.takesUnsigned(account)) throw stranger();
    door.checkSource(visit.request());
  }

  private void proved(Visit visit, String account, @Nullable String signature, byte[] body) {
    Optional<UUID> owner = inbox.owner(account, signature, body);
    if (owner.isEmpty()) throw stranger();
    var hook = new WebhookInbox.Hook(account, header(visit, IDENTIFIER), worthKeeping(visit), body);
    try {
      keepers.execute(() -> visit.attempt(() -> keep(visit, owner.get(), hook)));
    } catch (RejectedExecutionException tooMany) {
      throw busy();
    }
  }

  private void keep(Visit visit, UUID owner, WebhookInbox.Hook hook) {
    try {
      inbox.keep(owner, hook);
    } catch (Refusal refusal) {
      throw switch (refusal.kind()) {
        case INVALID -> Problem.of(400, refusal.sentence());
        case NOT_FOUND -> stranger();
        default -> busy();
      };
    }
    visit.done(200);
  }

  private static Map<String, String> worthKeeping(Visit visit) {
    var kept = new TreeMap<String, String>();
    for (String name : WORTH_KEEPING) {
      String value = header(visit, name);
      if (value != null) kept.put(name, value);
    }
    return kept;
  }

  private static @Nullable String header(Visit visit, String name) {
    String value = visit.header(name);
    return value == null || value.isBlank() || value.length() > LONGEST_HEADER
        ? null
        : value.strip();
  }

  private static Problem stranger() {
    return Problem.of(401, "That signature is not right, or there is nothing of that name here.")
        .with(HttpHeader.CONNECTION, "close");
  }

  private static Problem busy() {
    return Problem.of(503, "It can't be kept now; send it again.")
        .with(HttpHeader.RETRY_AFTER, "30");
  }
}
