package atlas.core.prediction;

import atlas.model.Caller;
import atlas.model.PredictionSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who proposes scenarios: templates, what was tested on similar tickets, what was learned,
 * a neural backend. Is asked on a thread of its own outside of any transaction, and may be slow; a
 * failure costs the answer nothing but its proposals.
 */
public interface Predictor {
  PredictionSource source();

  /** Proposals, best first, at most about ten. Ends when the caller's call is cancelled. */
  List<Candidate> predict(Caller caller, Question question);

  /**
   * All that its proposals hang on, for one whose proposals are worth keeping; null for one that is
   * quicker than looking them up.
   */
  default @Nullable String hangsOn(Question question) {
    return null;
  }
}
