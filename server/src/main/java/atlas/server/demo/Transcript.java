package atlas.server.demo;

import io.modelcontextprotocol.spec.McpSchema.InitializeResult;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The demo as a newcomer reads it: each call, what came back, and what else changed. */
final class Transcript {
  private static final int WIDTH = 96;
  private static final int LAST_LINES = 20;

  private final PrintWriter out;
  private final long begun = System.nanoTime();
  private final Deque<String> fromServer = new ArrayDeque<>();
  private int steps;

  Transcript(PrintWriter out) {
    this.out = out;
  }

  void title(String text) {
    out.println(text);
    out.println("=".repeat(text.length()));
    out.println();
    out.flush();
  }

  void says(String text) {
    out.println(text);
    out.flush();
  }

  void server(InitializeResult server) {
    says(
        "The server answers: "
            + server.serverInfo().title()
            + " "
            + server.serverInfo().version()
            + ", MCP "
            + server.protocolVersion()
            + ".");
  }

  /** A step of the story: why it is taken, and the call. */
  void step(String why, String tool, Map<String, Object> arguments) {
    steps++;
    out.println();
    out.println(steps + ". " + why);
    var words = new ArrayList<String>();
    arguments.forEach((name, value) -> words.add(name + "=" + shown(value)));
    lines("   > ", "     ", tool + " " + String.join(" ", words));
    out.flush();
  }

  /** A line of what came back. */
  void answer(String text) {
    lines("     ", "       ", text);
  }

  /** What else changed because of the call. */
  void effects(List<String> effects) {
    for (String effect : effects) lines("     * ", "       ", effect);
    out.flush();
  }

  /** What the server said on its standard error; shown only when something fails. */
  synchronized void fromServer(String line) {
    if (fromServer.size() == LAST_LINES) fromServer.removeFirst();
    fromServer.addLast(line);
  }

  void end() {
    out.println();
    out.printf(
        "All %d steps did what they should, in %.1f s. * marks what else a call changed.%n",
        steps, (System.nanoTime() - begun) / 1e9);
    out.println("Next: ./atlas config claude-desktop prints what to paste into Claude Desktop.");
    out.flush();
  }

  synchronized void failed(String what) {
    out.println();
    out.println("FAILED: " + what);
    if (!fromServer.isEmpty()) {
      out.println("The server's last words:");
      fromServer.forEach(line -> out.println("  " + line));
    }
    out.flush();
  }

  private static String shown(Object value) {
    return value instanceof String text && text.contains(" ")
        ? "\"" + text + "\""
        : String.valueOf(value);
  }

  private void lines(String first, String next, String text) {
    var line = new StringBuilder(first);
    int words = 0;
    for (String word : text.split(" ")) {
      if (words > 0 && line.length() + word.length() > WIDTH) {
        out.println(line.toString().stripTrailing());
        line = new StringBuilder(next);
      }
      line.append(word).append(' ');
      words++;
    }
    out.println(line.toString().stripTrailing());
  }
}
