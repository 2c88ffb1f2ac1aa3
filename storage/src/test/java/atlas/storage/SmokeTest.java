package atlas.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void opens() {
    try (var db = TestDatabase.create()) {
      var ann = db.user("ann");
      long n = db.database().read(ann, tx -> tx.events().count());
      assertThat(n).isZero();
    }
  }
}
