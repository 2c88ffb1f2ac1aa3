package atlas.core.prediction.likeness;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The places of the highest scores above 0, found in one pass. */
final class Best {
  private record At(int place, float score) {}

  private Best() {}

  static List<Integer> of(float[] scores, int most) {
    var best =
        new PriorityQueue<At>(
            (a, b) ->
                a.score == b.score
                    ? Integer.compare(b.place, a.place)
                    : Float.compare(a.score, b.score));
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] <= 0) continue;
      At worst = best.peek();
      if (best.size() < most) {
        best.add(new At(i, scores[i]));
      } else if (worst != null && scores[i] > worst.score) {
        best.poll();
        best.add(new At(i, scores[i]));
      }
    }
    var places = new ArrayList<Integer>(best.size());
    for (At at : best) places.add(at.place);
    return places;
  }
}
