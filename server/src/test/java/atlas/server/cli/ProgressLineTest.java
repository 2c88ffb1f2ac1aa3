package atlas.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter shown = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void onATerminalItIsABarThatIsTakenAwayInTheEnd() {
    try (var line = line(true)) {
      later(200);
      line.at(1, 2.0, "half of it");
      later(50);
      line.at(1.1, 2.0, "too soon");
      later(100);
      line.at(2, 2.0, "done");
    }
    String half = "[############............]  50 %  half of it";
    String full = "[########################] 100 %  done      ";
    assertThat(shown).hasToString("\r" + half + "\r" + full + "\r" + " ".repeat(38) + "\r");
  }

  @Test
  void elsewhereItIsALineNowAndThen() {
    try (var line = line(false)) {
      later(4_000);
      line.at(1, 4.0, "too soon");
      later(1_000);
      line.at(1, 4.0, "1 of 4");
      later(5_000);
      line.at(7, null, "7 of who knows");
    }
    assertThat(shown.toString().lines()).containsExactly("25 %  1 of 4", "7 of who knows");
  }

  @Test
  void whereNobodyKnowsHowMuchThereIsNoShareOfItIsShown() {
    try (var line = line(true)) {
      later(200);
      line.at(300, null, "300 copied");
      later(200);
      line.at(9, null, "all");
    }
    assertThat(shown).hasToString("\r300 copied\rall       \r" + " ".repeat(3) + "\r");
  }

  @Test
  void eachStepIsALineWhereThatIsAskedFor() {
    try (var line = ProgressLine.ofSteps(new PrintWriter(shown, true))) {
      line.at(1, 2.0, "one");
      line.at(2, null, "two");
    }
    assertThat(shown.toString().lines()).containsExactly("50 %  one", "two");
  }

  @Test
  void afterTheBarWasTakenAwayItMayComeBack() {
    try (var line = line(true)) {
      later(200);
      line.at(1, null, "January");
      line.close();
      later(200);
      line.at(1, null, "May");
    }
    assertThat(shown).hasToString("\rJanuary\r       \r\rMay\r   \r");
  }

  @Test
  void whatIsQuickShowsNothing() {
    line(true).close();
    line(false).close();
    assertThat(shown).hasToString("");
  }

  private ProgressLine line(boolean terminal) {
    return new ProgressLine(new PrintWriter(shown, true), terminal, nanos::get);
  }

  private void later(int millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
