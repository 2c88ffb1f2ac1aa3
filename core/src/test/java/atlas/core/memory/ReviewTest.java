package atlas.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import atlas.core.TestHouse;
import atlas.core.access.Profiles;
import atlas.model.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReviewTest {
  private final TestHouse house = new TestHouse();
  private final Caller ann = house.ann();
  private final Review review =
      new Review(house.db().database(), house.accounts(), house.db().clock());

  @AfterEach
  void close() {
    house.close();
  }

  private List<String> decided(Review.Period period) {
    return period.parts().stream()
        .filter(part -> part.what().equals("Decided"))
        .findFirst()
        .orElseThrow()
        .lines();
  }

  @Test
  void daysAreThePersonsOwn() {
    LocalDate day = LocalDate.parse("2026-01-15");
    // In Auckland it is half past three at night of the day after.
    Instant late = Instant.parse("2026-01-15T14:30:00Z");
    house.clock().advance(Duration.between(house.clock().instant(), late));
    house
        .decisions()
        .record(
            ann,
            new Decisions.Choice(
                null,
                "Colour",
                List.of("red", "blue"),
                "red",
                "It is",
                null,
                null,
                null,
                null,
                null));
    assertThat(review.of(ann, null, null).until()).isEqualTo(day);
    var auckland =
        new Profiles.Change(
            null, null, null, null, "Pacific/Auckland", "03:00", null, null, null, null, null);
    new Profiles(house.db().database()).update(ann, auckland);
    Review.Period period = review.of(ann, null, null);
    assertThat(period.until()).isEqualTo(day.plusDays(1));
    assertThat(decided(period)).singleElement().asString().startsWith(day.plusDays(1).toString());
  }
}
