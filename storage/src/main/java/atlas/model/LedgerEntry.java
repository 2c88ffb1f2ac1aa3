package atlas.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What was earned, as it stands in the ledger for good.
 *
 * @param worth what it would be without the cap of its day
 * @param amount what it is
 */
public record LedgerEntry(
    String sourceType,
    UUID sourceId,
    String reason,
    XpCategory category,
    String what,
    int worth,
    int amount,
    LocalDate day,
    Instant earnedAt) {

  /** What came of that when the cap left so much of it. */
  public static LedgerEntry of(Earned earned, int amount, Instant at) {
    return new LedgerEntry(
        earned.sourceType(),
        earned.sourceId(),
        earned.reason(),
        earned.category(),
        earned.what(),
        earned.worth(),
        amount,
        earned.day(),
        at);
  }
}
