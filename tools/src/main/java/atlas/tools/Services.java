package atlas.tools;

import atlas.core.Status;
import atlas.core.memory.Checkpoints;
import atlas.core.memory.Decisions;
import atlas.core.memory.Timeline;
import atlas.core.prediction.Predictions;
import atlas.core.testing.Sessions;
import atlas.core.tickets.Tickets;

/** What the tools ask: one class per area. */
public record Services(
    Tickets tickets,
    Sessions sessions,
    Predictions predictions,
    Checkpoints checkpoints,
    Decisions decisions,
    Timeline timeline,
    Status status) {}
