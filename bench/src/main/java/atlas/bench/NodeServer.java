package atlas.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The example server of the protocol's authors, in Node; installed here when it is not there. */
final class NodeServer {
  static final String NAME = "@modelcontextprotocol/server-everything@2026.8.31";

  private NodeServer() {}

  /** How it is started: as fast as it can be, without npx. */
  static List<String> command(Report report) throws IOException, InterruptedException {
    Path folder = Atlas.root().resolve("bench/target/node");
    Path main =
        folder.resolve("node_modules/@modelcontextprotocol/server-everything/dist/index.js");
    if (!Files.exists(main)) {
      report.line("installing %s ...", NAME);
      Files.createDirectories(folder);
      int code =
          new ProcessBuilder(
                  "npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", ".", NAME)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("install.log").toFile())
              .start()
              .waitFor();
      if (code != 0 || !Files.exists(main)) {
        throw new IOException("npm could not install " + NAME + "; Node 20 and npm are needed");
      }
    }
    return List.of("node", main.toString(), "stdio");
  }
}
