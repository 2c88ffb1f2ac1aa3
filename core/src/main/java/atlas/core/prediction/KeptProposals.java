package atlas.core.prediction;

import atlas.model.Caller;
import atlas.model.Json;
import atlas.model.PredictionSource;
import atlas.storage.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/** What slow sources proposed within the last hour, in the database, where any process finds it. */
final class KeptProposals {
  private static final Duration KEPT = Duration.ofHours(1);

  private final Database database;

  KeptProposals(Database database) {
    this.database = database;
  }

  /** What that source proposed to this before. */
  Optional<List<Candidate>> find(Caller caller, PredictionSource source, String hangsOn) {
    String question = hash(hangsOn);
    return database
        .read(caller, tx -> tx.sourceAnswers().find(source.name(), question, tx.at().minus(KEPT)))
        .map(json -> Json.MAPPER.readValue(json, new TypeReference<List<Candidate>>() {}));
  }

  /** Keeps it, where this server may write. */
  void keep(Caller caller, PredictionSource source, String hangsOn, List<Candidate> candidates) {
    if (database.readOnly()) return;
    String question = hash(hangsOn);
    String json = Json.MAPPER.writeValueAsString(candidates);
    database.write(
        caller,
        tx -> {
          tx.sourceAnswers().forgetBefore(tx.at().minus(KEPT));
          return tx.sourceAnswers().keep(source.name(), question, json, tx.at());
        });
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
