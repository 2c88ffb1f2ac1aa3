package atlas.core.meaning;

import atlas.core.prediction.likeness.PackedVector;
import atlas.storage.VectorTable.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** One look at all things of a kind, for those that mean about what was asked for. */
final class Scan {
  // Of what has nothing to do with each other some models say 0.1 and others 0.7, so that it is
  // told from what most things have. Of a few things the usual model's is taken.
  private static final int MANY = 20;
  private static final double USUAL = 0.1;
  // Who has hardly anything else means something by it still.
  private static final double MOST = 0.9;

  private record Near(UUID id, float product) {}

  private final Kind kind;
  private final PackedVector asked;
  private final List<Near> all = new ArrayList<>();
  private double sum;

  Scan(Kind kind, PackedVector asked) {
    this.kind = kind;
    this.asked = asked;
  }

  /** A thing by one text or two, of which the nearer one counts. */
  void add(UUID id, PackedVector one, PackedVector other) {
    float product = Math.max(one.product(asked), other.product(asked));
    if (product == 0) return;
    all.add(new Near(id, product));
    sum += product;
  }

  /**
   * The nearest first.
   *
   * @param least how far they must be from what has nothing to do with it, 0 to 1
   */
  List<Meant> best(double least) {
    double mean = all.isEmpty() ? 0 : sum / all.size();
    double unrelated = Math.min(mean, all.size() < MANY ? USUAL : MOST);
    return all.stream()
        .map(near -> meant(near, unrelated))
        .filter(one -> one.strength() >= least)
        .sorted(Comparator.comparingDouble(Meant::strength).reversed().thenComparing(Meant::id))
        .toList();
  }

  private Meant meant(Near near, double unrelated) {
    return new Meant(kind, near.id, Math.min(1, (near.product - unrelated) / (1 - unrelated)));
  }
}
