package atlas.core.prediction;

import atlas.core.tickets.Analysis;
import atlas.model.SimilarTicket;
import atlas.model.TriedScenario;
import java.util.List;

/**
 * What a predictor is asked: a ticket, or a text that may become one, with what is known around it.
 *
 * @param priorityRank 1 highest to 5 lowest
 * @param similar tickets like it, most alike first, itself among them if it was tested before
 * @param tried what was tried on those tickets
 * @param feedback another one whenever it is known better what predictions for it were worth
 */
public record Question(
    String summary,
    String description,
    List<String> components,
    String issueType,
    int priorityRank,
    Analysis analysis,
    List<SimilarTicket> similar,
    List<TriedScenario> tried,
    String feedback) {}
