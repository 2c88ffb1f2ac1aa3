package atlas.integrations.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import atlas.integrations.Cancellation;
import atlas.integrations.RemoteFailure;
import atlas.integrations.RemoteFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * all-MiniLM-L6-v2 in this process, quantised to bytes. Nothing is loaded before the first text. It
 * works on one thread, so that a job leaves the machine to those who wait, and on one text at a
 * time: the quantised model scales its numbers by all texts of a batch, and a vector would depend
 * on its neighbours.
 */
public final class MiniLm implements Embedder {
  private static final Logger log = LoggerFactory.getLogger(MiniLm.class);

  private static final String MODEL = "all-minilm-l6-v2-q";
  private static final int DIMENSION = 384;
  // As many as the model was trained with; it could read more, and would understand less.
  private static final int MOST_PIECES = 256;

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Path folder;
  private @Nullable WordPieces pieces;
  private @Nullable OrtSession session;

  /**
   * Opens nothing.
   *
   * @param folder where the model and its native library are laid once, for all processes
   */
  public MiniLm(Path folder) {
    this.folder = folder;
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public List<float[]> embed(List<String> texts, Cancellation cancellation) {
    var cancelled = new AtomicBoolean();
    try (var registration = cancellation.onCancel(() -> cancelled.set(true))) {
      var vectors = new ArrayList<float[]>(texts.size());
      for (String text : texts) {
        if (cancelled.get()) throw new CancellationException("The embedding was cancelled.");
        // Whoever waits for one text comes after the next of somebody's many.
        turn.lock();
        try {
          vectors.add(vector(text));
        } finally {
          turn.unlock();
        }
      }
      return vectors;
    } catch (IOException | OrtException | LinkageError e) {
      log.warn("the embedding model does not work: {}", e.toString());
      throw RemoteFailure.of(
          Kind.UNREACHABLE,
          "The embedding model does not work on this machine; the log says why. Set"
              + " ATLAS_EMBEDDING_URL to an OpenAI-compatible endpoint, or ATLAS_EMBEDDING=off to"
              + " go on without: search then goes by words.");
    }
  }

  private float[] vector(String text) throws IOException, OrtException {
    OrtSession open = session();
    long[] ids = pieces().of(text, MOST_PIECES);
    long[] shape = {1, ids.length};
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        var maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        var typeTensor =
            OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), shape);
        var result =
            open.run(
                Map.of(
                    "input_ids", idTensor,
                    "attention_mask", maskTensor,
                    "token_type_ids", typeTensor))) {
      return mean(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
    }
  }

  /** The mean of the pieces' vectors, brought to length 1. */
  private static float[] mean(FloatBuffer states, int count) {
    float[] sum = new float[DIMENSION];
    for (int piece = 0; piece < count; piece++) {
      for (int i = 0; i < DIMENSION; i++) sum[i] += states.get(piece * DIMENSION + i);
    }
    return Vectors.normalised(sum);
  }

  private WordPieces pieces() throws IOException {
    WordPieces known = pieces;
    if (known == null) {
      try (InputStream json = Unpacked.open(MODEL + "-tokenizer.json")) {
        known = WordPieces.read(json);
      }
      pieces = known;
    }
    return known;
  }

  private OrtSession session() throws IOException, OrtException {
    OrtSession open = session;
    if (open != null) return open;
    Unpacked.nativeLibraries(folder);
    Path model = Unpacked.file(MODEL + ".onnx", folder.resolve(MODEL + ".onnx"));
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      // The arena keeps what the longest text took, for good.
      options.setCPUArenaAllocator(false);
      open = OrtEnvironment.getEnvironment().createSession(model.toString(), options);
    }
    session = open;
    return open;
  }

  @Override
  public void close() {
    turn.lock();
    try {
      OrtSession open = session;
      session = null;
      pieces = null;
      if (open != null) open.close();
    } catch (OrtException e) {
      log.debug("the embedding model was not closed: {}", e.toString());
    } finally {
      turn.unlock();
    }
  }
}
