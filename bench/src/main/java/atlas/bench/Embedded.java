package atlas.bench;

import atlas.integrations.Cancellation;
import atlas.integrations.embedding.Embedder;
import atlas.integrations.embedding.MiniLm;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of texts, computed here, and kept in a file if one is named: a later run needs only those
 * that are not there.
 */
final class Embedded {
  private static final Path MODEL = Path.of(System.getProperty("java.io.tmpdir"), "atlas-bench");
  private static final int BATCH = 32;
  private static final int TOLD_EVERY = 1_000;

  private final Map<String, float[]> vectors = new HashMap<>();

  static Embedded of(List<String> texts, @Nullable Path file, Report report) throws IOException {
    var embedded = new Embedded();
    try (var model = new MiniLm(MODEL)) {
      if (file != null && Files.exists(file)) embedded.read(file, model);
      var missing = new LinkedHashSet<>(texts);
      missing.removeAll(embedded.vectors.keySet());
      if (!missing.isEmpty()) {
        embedded.compute(List.copyOf(missing), model, report);
        if (file != null) embedded.write(file, model);
      }
    }
    return embedded;
  }

  float[] get(String text) {
    float[] vector = vectors.get(text);
    if (vector == null) throw new IllegalArgumentException("No vector of: " + text);
    return vector;
  }

  private void compute(List<String> texts, Embedder model, Report report) {
    long begun = System.nanoTime();
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
      List<float[]> made = model.embed(batch, Cancellation.never());
      for (int i = 0; i < batch.size(); i++) vectors.put(batch.get(i), made.get(i));
      int done = from + batch.size();
      if (done / TOLD_EVERY > from / TOLD_EVERY || done == texts.size()) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        report.line(
            "  embedded %d of %d texts, %.0f a second on one thread",
            done, texts.size(), done / seconds);
      }
    }
  }

  private void read(Path file, Embedder model) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!in.readUTF().equals(model.model())) return;
      while (true) {
        byte[] text = new byte[in.readInt()];
        in.readFully(text);
        float[] vector = new float[model.dimension()];
        for (int i = 0; i < vector.length; i++) vector[i] = in.readFloat();
        vectors.put(new String(text, StandardCharsets.UTF_8), vector);
      }
    } catch (EOFException end) {
      // All was read.
    }
  }

  private void write(Path file, Embedder model) throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeUTF(model.model());
      for (var entry : vectors.entrySet()) {
        byte[] text = entry.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
        for (float value : entry.getValue()) out.writeFloat(value);
      }
    }
  }
}
