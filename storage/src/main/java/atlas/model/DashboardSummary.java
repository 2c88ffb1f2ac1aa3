package atlas.model;

import java.time.LocalDate;

/**
 * A person's day and all of them, in figures.
 *
 * @param today their day
 * @param inTesting active tickets whose status says that they are being tested
 * @param dueToday issues and personal tasks
 * @param streak days in a row on which something was tested
 * @param sessionsToday that began today, but for abandoned ones
 * @param ticketsToday on how many tickets
 * @param completedToday tasks, personal ones too
 * @param sessions that were ever completed
 * @param bugs that were ever found, each once
 * @param tasks that were ever completed, personal ones too
 */
public record DashboardSummary(
    LocalDate today,
    int activeTickets,
    int inTesting,
    int dueToday,
    int overdue,
    int streak,
    int xp,
    int sessionsToday,
    int ticketsToday,
    int completedToday,
    int sessions,
    int bugs,
    int tasks) {}
