package atlas.core.prediction.likeness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A vector of length 1 with a byte for each number: a quarter of the memory, and products that are
 * right to three digits. So it is kept in memory and in the database.
 */
public final class PackedVector {
  /** What is like nothing. */
  public static final PackedVector NONE = new PackedVector(new byte[0], 0);

  private static final int LARGEST = 127;

  private final byte[] values;
  private final float scale;

  private PackedVector(byte[] values, float scale) {
    this.values = values;
    this.scale = scale;
  }

  /** The vector packed; none, and one without direction, is like nothing. */
  public static PackedVector of(float @Nullable [] vector) {
    if (vector == null) return NONE;
    float largest = 0;
    for (float value : vector) largest = Math.max(largest, Math.abs(value));
    if (largest == 0 || !Float.isFinite(largest)) return NONE;
    byte[] values = new byte[vector.length];
    for (int i = 0; i < vector.length; i++) {
      values[i] = (byte) Math.round(vector[i] / largest * LARGEST);
    }
    return new PackedVector(values, largest / LARGEST);
  }

  /** What {@link #bytes} made. */
  public static PackedVector read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float scale = buffer.getFloat();
    byte[] values = new byte[buffer.remaining()];
    buffer.get(values);
    return new PackedVector(values, scale);
  }

  /**
   * As it is kept: a float that scales, little endian, and after it a signed byte for each number.
   *
   * @param dimension how many numbers there are, of one that is like nothing too
   */
  public byte[] bytes(int dimension) {
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES + dimension).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putFloat(scale).put(values);
    return buffer.array();
  }

  /** The numbers, about as they were. */
  public float[] unpacked() {
    float[] vector = new float[values.length];
    for (int i = 0; i < vector.length; i++) vector[i] = values[i] * scale;
    return vector;
  }

  /** How much both mean the same: their product; 0 where they are of different dimensions. */
  public float product(PackedVector other) {
    byte[] a = values;
    byte[] b = other.values;
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
    return (s0 + s1 + s2 + s3) * scale * other.scale;
  }
}
