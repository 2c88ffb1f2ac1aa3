package atlas.core.insight;

import atlas.core.insight.Insights.Kept;
import atlas.core.insight.Insights.Saved;
import atlas.model.Caller;
import atlas.model.Insight;
import atlas.model.InsightEvent;
import atlas.model.Refusal;
import atlas.model.Verdict;
import atlas.storage.Database;
import atlas.storage.InsightTable.Token;
import atlas.storage.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The person's word on insights. It comes by a question that the client asks them, or with a token
 * that they were shown on a terminal, and in no other way: an agent has neither.
 */
public final class Verdicts {
  private static final Duration GOOD_FOR = Duration.ofMinutes(15);
  private static final int LETTERS = 12;
  // Crockford's, in which nothing is taken for something else.
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /**
   * What the person says.
   *
   * @param insight as I-4
   */
  public record Word(String insight, Verdict verdict, @Nullable String feedback) {}

  /**
   * An insight as the person is shown it, with what lets them say a word.
   *
   * @param token to be seen this once
   */
  public record Shown(Kept kept, String token, Instant until) {}

  private final Database database;
  private final Supplier<byte[]> secrets;

  /**
   * @param secrets bytes each time that nobody can guess, 12 at least
   */
  public Verdicts(Database database, Supplier<byte[]> secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  /**
   * Gives the person a token for an insight, for a quarter of an hour and for what it says now.
   *
   * @param verdict the only one that goes with it, so that nobody can bring another
   */
  public Shown show(Caller caller, String named, Verdict verdict) {
    String token = token(secrets.get());
    return database.write(
        caller,
        tx -> {
          Insight insight = Insights.lock(tx, named);
          Instant until = tx.at().plus(GOOD_FOR);
          tx.insights().give(insight.id(), hash(insight.id(), verdict, token), until);
          tx.append(new InsightEvent.InsightShown(insight.id(), insight.shortId()));
          return new Shown(Insights.kept(tx, insight), token, until);
        });
  }

  /** Whether a call repeats one that was answered: then nobody is asked again. */
  public boolean isRepeat(Caller caller) {
    return database.isRepeat(caller);
  }

  /** The person's word, with the token that they were shown. */
  public Saved withToken(Caller caller, Word word, @Nullable String token) {
    return database.write(
        caller,
        Saved.class,
        tx -> {
          Insight insight = Insights.lock(tx, word.insight());
          check(tx, insight, word.verdict(), token);
          return reviewed(tx, insight, word, InsightEvent.Way.token);
        });
  }

  /**
   * The person's word, as their client brings it.
   *
   * @param shown the insight as they saw it, with what it cites
   */
  public Saved asAsked(Caller caller, Kept shown, Word word) {
    return database.write(
        caller,
        Saved.class,
        tx -> {
          Insight insight = Insights.lock(tx, word.insight());
          if (!Insights.kept(tx, insight).equals(shown)) {
            throw Refusal.conflict(
                insight.shortId()
                    + ", or what it cites, changed while the person was asked; ask them again.");
          }
          return reviewed(tx, insight, word, InsightEvent.Way.asked);
        });
  }

  private static Saved reviewed(Tx tx, Insight before, Word word, InsightEvent.Way way) {
    Insight insight =
        before.reviewed(word.verdict(), word.feedback(), tx.caller().actor(), tx.at());
    tx.insights().review(insight);
    tx.append(new InsightEvent.InsightReviewed(insight, way));
    List<String> effects =
        before.verdict() == null || before.verdict() == word.verdict()
            ? List.of()
            : List.of("It was " + before.verdict() + " before");
    return new Saved(insight.shortId(), insight.verdict(), effects);
  }

  private static void check(Tx tx, Insight insight, Verdict verdict, @Nullable String given) {
    if (given == null) {
      throw Refusal.forbidden(
          "Only the person reviews an insight, and this client can't ask them. Have them run, in a"
              + " terminal of their own: atlas insight validate "
              + insight.shortId()
              + ", and call again with the token that it shows them.");
    }
    Token token = tx.insights().token(insight.id()).orElse(null);
    boolean good =
        token != null
            && token.until().isAfter(tx.at())
            && MessageDigest.isEqual(token.hash(), hash(insight.id(), verdict, read(given)));
    if (!good) {
      throw Refusal.forbidden(
          "That token is not, or no more, one for "
              + insight.shortId()
              + " as it stands and for "
              + verdict
              + "; the person gets a new one with: atlas insight validate "
              + insight.shortId());
    }
  }

  private static String token(byte[] secret) {
    var token = new StringBuilder();
    for (int i = 0; i < LETTERS; i++) token.append(ALPHABET.charAt(secret[i] & 31));
    return token.insert(8, '-').insert(4, '-').toString();
  }

  /** As it was made, however it was typed. */
  private static String read(String typed) {
    String plain = typed.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
    plain = plain.replace('O', '0').replace('I', '1').replace('L', '1');
    return plain.length() == LETTERS
        ? plain.substring(0, 4) + "-" + plain.substring(4, 8) + "-" + plain.substring(8)
        : plain;
  }

  private static byte[] hash(UUID insight, Verdict verdict, String token) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((insight + " " + verdict + " " + token).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
