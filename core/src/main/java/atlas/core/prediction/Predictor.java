package atlas.core.prediction;

import atlas.model.Caller;
import atlas.model.PredictionSource;
import java.util.List;

/**
 * Somebody who proposes scenarios: templates, what was tested on similar tickets, a neural backend.
 * Holds no transaction and may be slow; a failure costs the answer nothing but its proposals.
 */
public interface Predictor {
  PredictionSource source();

  /** Proposals, best first, at most about ten. */
  List<Candidate> predict(Caller caller, Question question);
}
