package atlas.tools.evidence;

import atlas.core.activity.SyncSources;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Format;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool get_sync_status. */
public final class GetSyncStatus {
  private static final int CONCISE = 3;
  private static final int DETAILED = 20;

  private GetSyncStatus() {}

  public record Input(
      @Doc("concise (default) shows the latest 3 runs of each source, detailed the latest 20.")
          @Nullable Format format) {}

  /** How it stands with a source, as a client sees it. */
  public record Line(
      @Doc("jira: its issues. jira_activity: what you did there. gitlab: what you did there.")
          String source,
      @Doc("Whether you have an account there.") boolean configured,
      @Doc("Whether a run goes on now.") boolean running,
      @Nullable Instant lastSync,
      @Doc("Latest first.") List<SyncLine> runs) {
    static Line of(SyncSources.State state) {
      return new Line(
          state.source(),
          state.configured(),
          state.running(),
          state.lastSync(),
          state.runs().stream().map(SyncLine::of).toList());
    }
  }

  public record Output(
      List<Line> sources,
      int count,
      @Doc("What is to be written to Jira and is not there yet.") int writesWaiting,
      @Doc("Why not, and what to do.") @Nullable String writesProblem) {}

  public static Tool<Input, Output> tool(SyncSources sources) {
    return Tool.of(
            Toolset.evidence,
            "get_sync_status",
            "See how copying goes",
            """
            Tells of each source when it was last copied into ATLAS, whether a copy runs now and \
            how far it is, and how the latest runs went, with what to do about those that \
            failed.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> {
              int limit = Format.isDetailed(input.format()) ? DETAILED : CONCISE;
              SyncSources.States states = sources.states(caller, limit);
              List<Line> lines = states.sources().stream().map(Line::of).toList();
              return new Output(
                  lines, lines.size(), states.writesWaiting(), states.writesProblem());
            })
        .onRequest();
  }
}
