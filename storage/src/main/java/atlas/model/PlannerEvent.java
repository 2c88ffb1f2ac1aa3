package atlas.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a person's planner. Each carries the whole of the thing afterwards, so that the
 * log alone is enough to make it again.
 */
public sealed interface PlannerEvent extends Event {
  /** Those of a space. */
  sealed interface OfSpace extends PlannerEvent {
    Space space();

    @Override
    default UUID entityId() {
      return space().id();
    }
  }

  /** Those of a personal task. */
  sealed interface OfTask extends PlannerEvent {
    PersonalTask task();

    @Override
    default UUID entityId() {
      return task().id();
    }

    @Override
    default String shortId() {
      return task().shortId();
    }

    @Override
    default @Nullable String ticketKey() {
      return task().ticketKey();
    }
  }

  /** Those of something in the calendar. */
  sealed interface OfEvent extends PlannerEvent {
    CalendarEvent event();

    @Override
    default UUID entityId() {
      return event().id();
    }

    @Override
    default String shortId() {
      return event().shortId();
    }

    @Override
    default @Nullable String ticketKey() {
      return event().ticketKey();
    }
  }

  /** Those of a countdown. */
  sealed interface OfCountdown extends PlannerEvent {
    Countdown countdown();

    @Override
    default UUID entityId() {
      return countdown().id();
    }

    @Override
    default String shortId() {
      return countdown().shortId();
    }

    @Override
    default @Nullable String ticketKey() {
      return countdown().ticketKey();
    }
  }

  /** A space came to be. */
  record SpaceCreated(Space space) implements OfSpace {
    @Override
    public String type() {
      return "space.created";
    }

    @Override
    public String line() {
      return "Space " + space.name();
    }
  }

  /** A space looks otherwise. */
  record SpaceChanged(Space space, List<String> changed) implements OfSpace {
    @Override
    public String type() {
      return "space.changed";
    }

    @Override
    public String line() {
      return "Space %s has another %s".formatted(space.name(), String.join(", ", changed));
    }
  }

  /** A personal task came to be. */
  record PersonalTaskCreated(PersonalTask task) implements OfTask {
    @Override
    public String type() {
      return "personal_task.created";
    }

    @Override
    public String line() {
      return "Personal task " + shortId() + ": " + task.title();
    }
  }

  /** A personal task is another, in what is named. */
  record PersonalTaskChanged(PersonalTask task, List<String> changed) implements OfTask {
    @Override
    public String type() {
      return "personal_task.changed";
    }

    @Override
    public String line() {
      String what = "has another " + String.join(", ", changed);
      if (changed.contains("completed")) what = "is to be done again";
      return "Personal task " + shortId() + " " + what;
    }
  }

  /** A personal task is done. */
  record PersonalTaskCompleted(PersonalTask task, List<String> changed) implements OfTask {
    @Override
    public String type() {
      return "personal_task.completed";
    }

    @Override
    public String line() {
      return "Personal task " + shortId() + " is done: " + task.title();
    }
  }

  /** It was time to think of a personal task. */
  record PersonalTaskReminded(PersonalTask task) implements OfTask {
    @Override
    public String type() {
      return "personal_task.reminded";
    }

    @Override
    public String line() {
      return "Reminder of " + shortId() + ": " + task.title();
    }
  }

  /** Something was put into the calendar. */
  record CalendarEventCreated(CalendarEvent event) implements OfEvent {
    @Override
    public String type() {
      return "calendar_event.created";
    }

    @Override
    public String line() {
      return "In the calendar, " + shortId() + ": " + event.title();
    }
  }

  /** Something in the calendar is another, in what is named. */
  record CalendarEventChanged(CalendarEvent event, List<String> changed) implements OfEvent {
    @Override
    public String type() {
      return "calendar_event.changed";
    }

    @Override
    public String line() {
      return shortId() + " in the calendar has another " + String.join(", ", changed);
    }
  }

  /** It was time to think of something in the calendar. */
  record CalendarEventReminded(CalendarEvent event) implements OfEvent {
    @Override
    public String type() {
      return "calendar_event.reminded";
    }

    @Override
    public String line() {
      return "Reminder of " + shortId() + ": " + event.title();
    }
  }

  /** A countdown came to be. */
  record CountdownCreated(Countdown countdown) implements OfCountdown {
    @Override
    public String type() {
      return "countdown.created";
    }

    @Override
    public String line() {
      return "Countdown " + shortId() + " to " + countdown.day() + ": " + countdown.title();
    }
  }

  /** A countdown is another, in what is named. */
  record CountdownChanged(Countdown countdown, List<String> changed) implements OfCountdown {
    @Override
    public String type() {
      return "countdown.changed";
    }

    @Override
    public String line() {
      String what = "has another " + String.join(", ", changed);
      if (changed.contains("active")) what = countdown.active() ? "counts again" : "has ended";
      return "Countdown " + shortId() + " " + what;
    }
  }
}
