package atlas.core.prediction.likeness;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of length 1 with a byte for each number: a quarter of the memory, and products that are
 * right to three digits. A document without a vector is like nothing.
 */
final class PackedVectors {
  private static final int LARGEST = 127;

  private record Packed(byte[] values, float scale) {}

  private static final Packed NONE = new Packed(new byte[0], 0);

  private final List<Packed> vectors = new ArrayList<>();

  void add(float @Nullable [] vector) {
    vectors.add(pack(vector));
  }

  /** The product with the vector at that place; 0 without one, or of another dimension. */
  float product(Asked asked, int at) {
    Packed there = vectors.get(at);
    byte[] a = asked.packed.values;
    byte[] b = there.values;
    if (a.length != b.length) return 0;
    // Four sums, since each addition to one would wait for the last.
    int s0 = 0;
    int s1 = 0;
    int s2 = 0;
    int s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) s0 += a[i] * b[i];
    return (s0 + s1 + s2 + s3) * asked.packed.scale * there.scale;
  }

  /** A vector that others are compared with. */
  static Asked asked(float @Nullable [] vector) {
    return new Asked(pack(vector));
  }

  private static Packed pack(float @Nullable [] vector) {
    if (vector == null) return NONE;
    float largest = 0;
    for (float value : vector) largest = Math.max(largest, Math.abs(value));
    if (largest == 0) return NONE;
    byte[] values = new byte[vector.length];
    for (int i = 0; i < vector.length; i++) {
      values[i] = (byte) Math.round(vector[i] / largest * LARGEST);
    }
    return new Packed(values, largest / LARGEST);
  }

  /** A vector that others are compared with, packed as they are. */
  static final class Asked {
    private final Packed packed;

    private Asked(Packed packed) {
      this.packed = packed;
    }
  }
}
