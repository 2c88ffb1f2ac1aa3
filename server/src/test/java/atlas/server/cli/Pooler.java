package atlas.server.cli;

import atlas.storage.TestDatabase;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands before PostgreSQL as a pooler in transaction mode does, as far as a listener can see: it
 * tells each client of a process of its own making, and of no notification.
 */
final class Pooler implements AutoCloseable {
  private final URI to;
  private final ServerSocket door;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private Pooler(URI to) throws IOException {
    this.to = to;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::serve);
  }

  static Pooler before(TestDatabase database) throws IOException {
    return new Pooler(URI.create(database.logins().server().withPassword()));
  }

  /** The serving login's URL through here. */
  String url() {
    return "postgresql://%s@127.0.0.1:%d%s"
        .formatted(to.getRawUserInfo(), door.getLocalPort(), to.getRawPath());
  }

  private void serve() throws IOException {
    while (true) {
      Socket client = door.accept();
      Socket server = new Socket(to.getHost(), to.getPort());
      open.addAll(List.of(client, server));
      start(() -> pass(client.getInputStream(), server.getOutputStream()));
      start(
          () ->
              answer(
                  new DataInputStream(server.getInputStream()),
                  new DataOutputStream(client.getOutputStream())));
    }
  }

  private static void pass(InputStream from, OutputStream out) throws IOException {
    byte[] buffer = new byte[8192];
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      out.write(buffer, 0, read);
      out.flush();
    }
  }

  private static void answer(DataInputStream from, DataOutputStream out) throws IOException {
    while (true) {
      int type = from.read();
      if (type < 0) return;
      // "No" to a question for encryption is a letter alone.
      if (type == 'N' && from.available() == 0) {
        out.write(type);
        out.flush();
        continue;
      }
      int length = from.readInt();
      byte[] body = from.readNBytes(length - 4);
      if (type == 'A') continue;
      if (type == 'K') body[3] ^= 0x55;
      out.write(type);
      out.writeInt(length);
      out.write(body);
      if (from.available() == 0) out.flush();
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // Whoever was served is gone.
              }
            },
            "pooler");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : open) socket.close();
  }
}
