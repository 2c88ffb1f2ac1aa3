package atlas.tools;

import atlas.core.dashboard.Dashboard;
import atlas.core.planner.Agenda;
import atlas.core.planner.Planner;
import atlas.core.progress.Progress;
import atlas.core.wellbeing.Wellbeing;

/** What the tools of a person's own half ask: one class per area. */
public record Personal(
    Progress progress, Planner planner, Agenda agenda, Wellbeing wellbeing, Dashboard dashboard) {}
