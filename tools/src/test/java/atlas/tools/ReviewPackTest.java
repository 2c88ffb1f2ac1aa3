package atlas.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A review of very much is still read in answers that a client takes. */
final class ReviewPackTest {
  // Three bytes each, and two more where JSON escapes what stands between them.
  private static final String LONG = "\u6e2f\"".repeat(4_000);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void allPartsOfTheLongestFitIntoTheirAnswers() {
    for (int n = 1; n <= 30; n++) {
      world.ok("add_evidence", evidence(n));
      world.ok("save_insight", insight(n));
    }
    Map<String, Object> first = part(1);
    int parts = ((Number) Objects.requireNonNull(first.get("parts"))).intValue();
    assertThat(parts).isGreaterThan(10);
    assertThat((List<?>) first.get("insights")).hasSize(20);
    assertThat(first.get("omitted")).isEqualTo(10);
    for (int n = 2; n <= parts; n++) {
      Map<String, Object> part = part(n);
      assertThat((String) part.get("markdown")).isNotBlank();
      assertThat((List<?>) part.get("insights")).isEmpty();
    }
  }

  private Map<String, Object> part(int part) {
    return world.ok("get_review_pack", "{\"format\":\"detailed\",\"part\":" + part + "}");
  }

  private static String evidence(int n) {
    return World.json(
        Map.of("title", n + " " + LONG.substring(0, 190), "content", LONG.substring(0, 5_000)));
  }

  private static String insight(int n) {
    return World.json(
        Map.of(
            "type",
            "achievement",
            "title",
            n + " " + LONG.substring(0, 190),
            "content",
            LONG,
            "confidence",
            0.9,
            "evidence",
            List.of("E-" + n)));
  }
}
