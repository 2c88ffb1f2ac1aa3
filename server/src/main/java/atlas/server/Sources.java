package atlas.server;

import atlas.core.prediction.LearnedPatterns;
import atlas.core.prediction.Library;
import atlas.core.prediction.Neural;
import atlas.core.prediction.Predictor;
import atlas.core.prediction.SimilarTickets;
import atlas.core.prediction.Templates;
import atlas.core.prediction.Training;
import atlas.server.config.Config;
import atlas.server.config.FlowNexusSettings;
import atlas.storage.Database;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who proposes scenarios in this installation, and who learns from what came of them. */
final class Sources {
  private Sources() {}

  /** The sources in the order in which answers tell of them. */
  static List<Predictor> predictors(Config config, Database database, Library library) {
    var predictors = new ArrayList<Predictor>();
    if (config.flowNexus() != null) predictors.add(new Neural(config.flowNexus().open()));
    predictors.add(SimilarTickets.and(library));
    predictors.add(new LearnedPatterns(database));
    predictors.add(Templates.shipped());
    return predictors;
  }

  /** When a neural backend is trained anew, and where; null where none is. */
  static Training.@Nullable Plan training(Config config) {
    FlowNexusSettings settings = config.flowNexus();
    return settings == null || settings.trainPath() == null
        ? null
        : new Training.Plan(settings.open(), settings.trainPath(), settings.trainAfter());
  }
}
