package atlas.core.meaning;

import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.embedding.Embedder;
import atlas.model.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What texts mean, for those who wait for it: some short texts within a deadline, or nothing. The
 * model is loaded by the first text. Never to be asked within a transaction.
 */
public final class Meaning implements AutoCloseable {
  /** Why there is no meaning where it is switched off. */
  public static final String OFF = "Embeddings are switched off (ATLAS_EMBEDDING).";

  private static final Logger log = LoggerFactory.getLogger(Meaning.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  // After a failure nobody waits for another one at once.
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final String SLOW = "The embedding model did not answer in time.";
  // A model takes a second to load.
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int THREADS = 2;
  private static final int MOST_WAITING = 32;
  private static final int MOST_KNOWN = 500;

  private final @Nullable Supplier<Embedder> making;
  private final Map<String, float[]> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > MOST_KNOWN;
        }
      };
  private @Nullable Embedder embedder;
  private @Nullable ExecutorService threads;
  private boolean closed;
  private volatile @Nullable String problem;
  private volatile long failedAt;

  private Meaning(@Nullable Supplier<Embedder> making) {
    this.making = making;
  }

  /** With that model, which is made when it is first needed. */
  public static Meaning by(Supplier<Embedder> making) {
    return new Meaning(making);
  }

  /** Without a model: nothing means anything. */
  public static Meaning off() {
    return new Meaning(null);
  }

  /** Whether there is a model at all. */
  public boolean on() {
    return making != null;
  }

  /** The model, where there is one. */
  public synchronized Embedder embedder() {
    Embedder made = embedder;
    if (made == null) {
      if (making == null) throw new IllegalStateException(OFF);
      made = making.get();
      embedder = made;
    }
    return made;
  }

  /** What kept the last texts from being understood; null where nothing did. */
  public @Nullable String problem() {
    return problem;
  }

  /** One vector for each text, in their order; empty where there is no model, or not in time. */
  public Optional<List<float[]>> of(List<String> texts) {
    return of(texts, PATIENCE);
  }

  /** The same within that time. */
  public Optional<List<float[]>> of(List<String> texts, Duration patience) {
    if (making == null) return Optional.empty();
    List<float[]> vectors = known(texts);
    if (vectors != null) return Optional.of(vectors);
    if (problem != null && System.nanoTime() - failedAt < PAUSE.toNanos()) return Optional.empty();
    try {
      // It goes on when the time is over: whoever asks next has the answer.
      Future<List<float[]>> answer = threads().submit(() -> ask(texts));
      return Optional.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      failed(sentence(e.getCause()));
    } catch (TimeoutException e) {
      // Who has less patience than others says nothing about the model.
      if (patience.compareTo(PATIENCE) >= 0) failed(SLOW);
    } catch (RejectedExecutionException e) {
      failed(SLOW);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private List<float[]> ask(List<String> texts) {
    List<float[]> vectors = embedder().embed(texts, Cancellation.never());
    problem = null;
    synchronized (known) {
      for (int i = 0; i < vectors.size(); i++) known.put(texts.get(i), vectors.get(i));
    }
    return vectors;
  }

  private @Nullable List<float[]> known(List<String> texts) {
    var vectors = new ArrayList<float[]>(texts.size());
    synchronized (known) {
      for (String text : texts) {
        float[] vector = known.get(text);
        if (vector == null) return null;
        vectors.add(vector);
      }
    }
    return vectors;
  }

  private static String sentence(@Nullable Throwable cause) {
    if (cause instanceof RemoteFailure failure) return failure.sentence();
    log.warn("The embedding model failed: {}", cause == null ? "" : Fault.of(cause));
    return "The embedding model failed; the log says why.";
  }

  private void failed(String sentence) {
    failedAt = System.nanoTime();
    problem = sentence;
  }

  private synchronized ExecutorService threads() {
    if (closed) throw new RejectedExecutionException("No text is read any more");
    ExecutorService made = threads;
    if (made == null) {
      var pool =
          new ThreadPoolExecutor(
              THREADS,
              THREADS,
              30,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(MOST_WAITING),
              work -> {
                var thread = new Thread(work, "atlas-meaning");
                thread.setDaemon(true);
                return thread;
              });
      pool.allowCoreThreadTimeOut(true);
      made = pool;
      threads = made;
    }
    return made;
  }

  /** Waits for what the model is at: it must not be under way when the process ends. */
  @Override
  public void close() {
    ExecutorService made;
    synchronized (this) {
      closed = true;
      made = threads;
    }
    if (made == null) return;
    made.shutdownNow();
    try {
      if (!made.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The embedding model does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
