package atlas.tools;

import atlas.core.planner.Agenda;
import atlas.core.planner.Planner;

/** What the tools of a person's own half ask: one class per area. */
public record Personal(Planner planner, Agenda agenda) {}
