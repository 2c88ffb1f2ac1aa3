package atlas.tools.evidence;

import atlas.core.tickets.Sync;
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
      @Doc("concise (default) shows the latest 3 runs, detailed the latest 20.")
          @Nullable Format format) {}

  public record Output(
      String source,
      @Doc("Whether you have an account there.") boolean configured,
      @Doc("Whether a run goes on now.") boolean running,
      @Nullable Instant lastSync,
      @Doc("Latest first.") List<SyncLine> runs,
      int count,
      @Doc("What is to be written to Jira and is not there yet.") int writesWaiting,
      @Doc("Why not, and what to do.") @Nullable String writesProblem) {}

  public static Tool<Input, Output> tool(Sync sync) {
    return Tool.of(
            Toolset.evidence,
            "get_sync_status",
            "See how copying goes",
            """
            Tells when Jira was last copied into ATLAS, whether a copy runs now and how far it is, \
            and how the latest runs went, with what to do about those that failed.""",
            Effect.READS,
            Input.class,
            Output.class,
            (caller, input) -> {
              int limit = Format.isDetailed(input.format()) ? DETAILED : CONCISE;
              Sync.State state = sync.state(caller, limit);
              List<SyncLine> runs = state.runs().stream().map(SyncLine::of).toList();
              return new Output(
                  Sync.JIRA,
                  state.configured(),
                  state.running(),
                  state.lastSync(),
                  runs,
                  runs.size(),
                  state.writesWaiting(),
                  state.writesProblem());
            })
        .onRequest();
  }
}
