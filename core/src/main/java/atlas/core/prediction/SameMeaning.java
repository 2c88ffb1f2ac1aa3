package atlas.core.prediction;

import atlas.core.meaning.Meaning;
import atlas.core.prediction.likeness.PackedVector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Says by words whether two scenarios are the same, and by what they mean where the words leave it
 * open. Meaning alone would not do: of the test cases of one real library whose vectors are as
 * close as 0.93, most are different ones, such as editing a thing and making it. Asks a model, and
 * so never in a transaction; without one, or when it is slow, the words alone tell.
 */
public final class SameMeaning implements Sameness {
  private static final float CLOSE = 0.9f;
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final Meaning meaning;
  private final Duration patience;

  public SameMeaning(Meaning meaning) {
    this(meaning, PATIENCE);
  }

  SameMeaning(Meaning meaning, Duration patience) {
    this.meaning = meaning;
    this.patience = patience;
  }

  @Override
  public Same of(List<String> scenarios) {
    List<SameWords.Line> lines = scenarios.stream().map(SameWords.Line::of).toList();
    var open = new TreeSet<Integer>();
    for (int one = 0; one < lines.size(); one++) {
      for (int other = 0; other < one; other++) {
        SameWords.Line line = lines.get(one);
        if (line.same(lines.get(other)) || !line.perhaps(lines.get(other))) continue;
        open.addAll(List.of(one, other));
      }
    }
    Map<Integer, PackedVector> vectors = vectors(scenarios, new ArrayList<>(open));
    return (one, other) ->
        lines.get(one).same(lines.get(other))
            || lines.get(one).perhaps(lines.get(other))
                && vector(vectors, one).product(vector(vectors, other)) >= CLOSE;
  }

  private static PackedVector vector(Map<Integer, PackedVector> vectors, int place) {
    return vectors.getOrDefault(place, PackedVector.NONE);
  }

  private Map<Integer, PackedVector> vectors(List<String> scenarios, List<Integer> open) {
    var vectors = new HashMap<Integer, PackedVector>();
    if (open.isEmpty()) return vectors;
    meaning
        .of(open.stream().map(scenarios::get).toList(), patience)
        .ifPresent(
            known -> {
              for (int i = 0; i < open.size(); i++) {
                vectors.put(open.get(i), PackedVector.of(known.get(i)));
              }
            });
    return vectors;
  }
}
