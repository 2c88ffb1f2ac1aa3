package atlas.tools.admin;

import atlas.core.access.DataExport;
import atlas.tools.Doc;
import atlas.tools.Effect;
import atlas.tools.Tool;
import atlas.tools.Toolset;
import java.util.List;

/** The tool export_data. */
public final class ExportData {
  private ExportData() {}

  /** Nothing to say. */
  public record Input() {}

  public record Output(
      @Doc("Under ATLAS_HOME of the server.") String folder,
      long rows,
      int files,
      List<String> effects) {}

  public static Tool<Input, Output> tool(DataExport export) {
    return Tool.of(
            Toolset.admin,
            "export_data",
            "Export everything",
            """
            Writes all that is this person's into a folder under ATLAS_HOME: a file of JSON lines \
            for each kind of thing, what was removed included, and their files. The newest three \
            exports stay. Where it takes too long: atlas export in a terminal.""",
            Effect.ADDS,
            Input.class,
            Output.class,
            (caller, input) -> {
              var kept = export.keep(caller);
              return new Output(kept.folder(), kept.rows(), kept.files(), kept.effects());
            })
        .onRequest();
  }
}
