package atlas.tools.progress;

import atlas.core.Outside;
import atlas.core.dashboard.Dashboard;
import atlas.model.DashboardSummary;
import atlas.model.DayActivity;
import atlas.model.Effectiveness;
import atlas.model.Level;
import atlas.model.RecentTicket;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_dashboard. */
public final class GetDashboard {
  private GetDashboard() {}

  public record Input(
      @Doc("concise (default): days with something in them; or detailed: all thirty.")
          @Nullable Format format) {}

  /** The day. */
  public record Summary(
      LocalDate today,
      int activeTickets,
      @Doc("By the names of their statuses.") int inTesting,
      @Doc("Issues and personal tasks.") int dueToday,
      int overdue,
      @Doc("Days in a row on which something was tested.") int currentStreak,
      int totalXp,
      int level,
      int sessionsToday,
      @Doc("Tasks, personal ones too.") int completedToday) {}

  /** The few figures that one looks at first. */
  public record QuickStats(
      @Doc("On which something was tested.") int ticketsToday,
      int currentStreak,
      int level,
      int xpCurrent,
      @Doc("With how much the next level begins.") int xpNext,
      int xpToNext) {}

  /** All the days. */
  public record Lifetime(
      @Doc("That were completed.") int sessions,
      @Doc("Each once.") int bugs,
      @Doc("Personal ones too.") int tasks) {}

  /** A ticket to which something happened of late. */
  public record Recent(
      String ticketKey,
      String summary,
      String status,
      @Nullable String priority,
      @Nullable LocalDate due,
      int sessions,
      @Nullable Instant lastTested,
      @Nullable Instant at) {}

  /** What testing came to. */
  public record Overall(
      int sessions,
      int bugs,
      double bugsPerSession,
      double meanMinutes,
      @Doc("Of what was predicted: the useful share, mean of the tickets.")
          @Nullable Double meanAccuracy,
      int xp) {}

  public record Output(
      Summary summary,
      QuickStats quickStats,
      Lifetime lifetime,
      @Doc("Of the last thirty days, the latest first.") List<DayActivity> activity,
      @Doc("The ten to which something happened last.") List<Recent> recentTickets,
      @Doc("Of all completed sessions.") @Nullable Overall effectiveness) {}

  public static Tool<Input, Output> tool(Dashboard dashboard) {
    return Tool.of(
            Toolset.progress,
            "get_dashboard",
            "Get the dashboard",
            """
            Shows the person's day and how their work stands: tickets, what is due, streak, XP, \
            thirty days of activity, recent tickets, effectiveness of testing.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> output(dashboard.get(caller), Format.isDetailed(input.format())))
        .onRequest();
  }

  private static Output output(Dashboard.Seen seen, boolean detailed) {
    DashboardSummary all = seen.summary();
    Level level = seen.level();
    return new Output(
        new Summary(
            all.today(),
            all.activeTickets(),
            all.inTesting(),
            all.dueToday(),
            all.overdue(),
            all.streak(),
            all.xp(),
            level.level(),
            all.sessionsToday(),
            all.completedToday()),
        new QuickStats(
            all.ticketsToday(),
            all.streak(),
            level.level(),
            all.xp(),
            all.xp() + level.toNext(),
            level.toNext()),
        new Lifetime(all.sessions(), all.bugs(), all.tasks()),
        seen.activity().stream().filter(day -> detailed || !day.empty()).toList(),
        seen.recent().stream().map(GetDashboard::recent).toList(),
        overall(seen.effectiveness()));
  }

  private static Recent recent(RecentTicket ticket) {
    return new Recent(
        ticket.ticketKey(),
        Outside.line(ticket.summary(), 200),
        Outside.line(ticket.status(), 100),
        Outside.lineOrNull(ticket.priority()),
        ticket.due(),
        ticket.sessions(),
        ticket.testedAt(),
        ticket.at());
  }

  private static @Nullable Overall overall(@Nullable Effectiveness effectiveness) {
    if (effectiveness == null) return null;
    return new Overall(
        effectiveness.sessions(),
        effectiveness.bugs(),
        rounded(effectiveness.bugsPerSession(), 100),
        rounded(effectiveness.meanSeconds() / 60, 10),
        effectiveness.meanAccuracy() == null ? null : rounded(effectiveness.meanAccuracy(), 100),
        effectiveness.xp());
  }

  private static double rounded(double value, int parts) {
    return (double) Math.round(value * parts) / parts;
  }
}
