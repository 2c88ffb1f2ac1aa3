package atlas.tools.resources;

import atlas.core.live.Subjects;
import atlas.core.testing.Sheets;
import atlas.tools.ResourceKind;
import atlas.tools.ResourceKind.Content;
import atlas.tools.Toolset;

/** The resource atlas://session/{id}. */
public final class SessionResource {
  private SessionResource() {}

  public static ResourceKind kind(Sheets sheets, Subjects subjects) {
    return new ResourceKind(
        Toolset.testing,
        "session",
        "id",
        "A testing session",
        "The sheet of a testing session, e.g. S-12: charter, times, scenarios, bugs, notes,"
            + " debrief.",
        ResourceKind.MARKDOWN,
        (caller, id) -> Content.page(sheets.get(caller, id).markdown()),
        (caller, prefix, limit) -> sheets.ids(caller, prefix, limit),
        subjects::session);
  }
}
