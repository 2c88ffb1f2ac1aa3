package atlas.tools.memory;

import atlas.core.Outside;
import atlas.core.memory.Timeline;
import atlas.model.Json;
import atlas.model.Ref;
import atlas.model.TimelineEntry;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Limits;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The tool get_timeline. */
public final class GetTimeline {
  private GetTimeline() {}

  public record Input(
      @Doc("Only this project.") @Limits(min = 1, max = 100) @Nullable String project,
      @Doc("Only this task, e.g. T-4.") @Limits(min = 1, max = 64) @Nullable String task,
      @Doc("Only this issue, e.g. HBR-12.") @Limits(min = 3, max = 64) @Nullable String ticketKey,
      @Doc("Only this session, e.g. S-12.") @Limits(min = 1, max = 64) @Nullable String session,
      @Doc("Only this type, e.g. session.ended.") @Limits(min = 1, max = 64) @Nullable String type,
      @Doc("Only what this person or agent did.") @Limits(min = 1, max = 100)
          @Nullable String actor,
      @Doc("Only from this time on, with zone, e.g. 2026-01-15T09:00:00Z.") @Nullable Instant since,
      @Doc("How many at most; default 20.") @Limits(min = 1, max = 100) @Nullable Integer limit,
      @Doc("next_cursor of the page before.") @Limits(min = 1, max = 500) @Nullable String cursor,
      @Doc("concise (default), or detailed with the payload of each event.")
          @Nullable Format format) {}

  public record Entry(
      Instant at,
      @Doc("Who did it: the person, or the agent by its name.") String actor,
      String type,
      @Doc("What it happened to: a short id, or a UUID where there is none.") String id,
      String summary,
      @Nullable String ticketKey,
      @Nullable String project,
      @Nullable String task,
      @Nullable Map<String, @Nullable Object> payload) {}

  public record Output(
      @Doc("Latest first.") List<Entry> events,
      int count,
      @Doc("How many earlier ones there are; 1000 is as many or more.") int omitted,
      @Nullable String nextCursor,
      @Doc("Which types there are, or which earlier events are not in the log any more.")
          @Nullable String note) {}

  public static Tool<Input, Output> tool(Timeline timeline) {
    return Tool.of(
        Toolset.memory,
        "get_timeline",
        "Get the timeline",
        """
        Tells what happened, latest first: who did what and when, from ATLAS's event log. Over \
        everything, or for one project, task, issue or session.""",
        Effect.READS,
        Input.class,
        Output.class,
        (caller, input) -> {
          var page =
              timeline.get(
                  caller,
                  new Timeline.Query(
                      input.project(),
                      input.task(),
                      input.ticketKey(),
                      input.session(),
                      input.type(),
                      input.actor(),
                      input.since(),
                      input.limit() == null ? 20 : input.limit(),
                      input.cursor()));
          boolean detailed = Format.isDetailed(input.format());
          return new Output(
              page.events().stream().map(event -> entry(event, detailed)).toList(),
              page.events().size(),
              page.omitted(),
              page.nextCursor(),
              page.note());
        });
  }

  private static Entry entry(TimelineEntry event, boolean detailed) {
    return new Entry(
        event.at(),
        Outside.line(event.actor(), 100),
        event.type(),
        Objects.requireNonNullElse(event.shortId(), event.entityId().toString()),
        Outside.line(event.summary(), 300),
        event.ticketKey(),
        Outside.lineOrNull(event.projectName()),
        event.taskNumber() == null ? null : Ref.Kind.TASK.shortId(event.taskNumber()),
        detailed ? payload(event) : null);
  }

  private static Map<String, @Nullable Object> payload(TimelineEntry event) {
    var payload =
        Json.MAPPER.readValue(
            event.payload(), new TypeReference<LinkedHashMap<String, Object>>() {});
    // Much of it is what others wrote, or what was written down after them.
    return Outside.data(payload, text -> Outside.line(text, 1_000));
  }
}
