package atlas.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a Streamable HTTP server, each with a connection that stays open and an MCP session:
 * one thread for all of them and no library, since they take the server's processors.
 */
final class HttpClients implements AutoCloseable {
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}""";
  private static final String INITIALIZED =
      """
      {"jsonrpc":"2.0","method":"notifications/initialized"}""";

  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();

  private HttpClients(Selector selector) {
    this.selector = selector;
  }

  /** One client for each of the testing sessions, ready to call. */
  static HttpClients open(URI server, List<Integer> sessions) throws IOException {
    var all = new HttpClients(Selector.open());
    for (int i = 0; i < sessions.size(); i++) {
      var client = new Client(i, sessions.get(i), server);
      all.clients.add(client);
      client.exchange(INITIALIZE);
      client.exchange(INITIALIZED);
      client.channel.configureBlocking(false);
      client.channel.register(all.selector, SelectionKey.OP_READ, client);
    }
    return all;
  }

  /** Every client calls, one call after the other, for so many seconds. */
  Load run(int seconds) throws IOException {
    var load = new Load();
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    int open = clients.size();
    for (Client client : clients) client.begin();
    while (open > 0) {
      if (selector.select(10_000) == 0) throw new IOException("no answer within 10 s");
      for (SelectionKey key : selector.selectedKeys()) {
        var client = (Client) key.attachment();
        if (!client.read()) continue;
        long now = System.nanoTime();
        load.latencies.addNanos(now - client.begun);
        if (!client.succeeded()) {
          if (load.errors++ == 0) System.err.println(client.text());
        }
        if (now < end) {
          client.begin();
        } else {
          open--;
        }
      }
      selector.selectedKeys().clear();
    }
    load.seconds = (System.nanoTime() - begin) / 1e9;
    return load;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) client.channel.close();
    selector.close();
  }

  private static final class Client {
    private final int number;
    private final int testingSession;
    private final SocketChannel channel;
    private final String head;
    private String session = "";
    private final ByteBuffer in = ByteBuffer.allocate(256 * 1024);
    private int bodyAt;
    private int bodyLength;
    private int step;
    private long begun;

    Client(int number, int testingSession, URI server) throws IOException {
      this.number = number;
      this.testingSession = testingSession;
      channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
      channel.socket().setTcpNoDelay(true);
      head =
          "POST "
              + server.getPath()
              + " HTTP/1.1\r\nHost: "
              + server.getAuthority()
              + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
              + "\r\nMCP-Protocol-Version: 2025-11-25\r\n";
    }

    /** Sends the next call; its answer comes by {@link #read}. */
    void begin() throws IOException {
      step++;
      String params = Mix.of(number, step).call(testingSession, step);
      begun = System.nanoTime();
      send(
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + step
              + ",\"method\":\"tools/call\",\"params\":"
              + params
              + "}");
    }

    /** Sends a message and waits for its answer. */
    void exchange(String message) throws IOException {
      send(message);
      while (!read()) {}
      String answered = text();
      if (!answered.startsWith("HTTP/1.1 20")) throw new IOException(answered);
      String named = header(answered, "mcp-session-id");
      if (named != null) session = "Mcp-Session-Id: " + named + "\r\n";
    }

    private void send(String message) throws IOException {
      byte[] body = message.getBytes(StandardCharsets.UTF_8);
      byte[] lines =
          (head + session + "Content-Length: " + body.length + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      ByteBuffer request = ByteBuffer.allocate(lines.length + body.length);
      request.put(lines).put(body).flip();
      in.clear();
      bodyAt = 0;
      while (request.hasRemaining()) channel.write(request);
    }

    /** Reads what is there; whether the answer is whole. */
    boolean read() throws IOException {
      if (channel.read(in) < 0) throw new IOException("the server closed a connection");
      if (bodyAt == 0) {
        bodyAt = headEnd();
        if (bodyAt == 0) return false;
        String length = header(text(), "content-length");
        // Only answers to notifications have no body.
        bodyLength = length == null ? 0 : Integer.parseInt(length);
      }
      return in.position() >= bodyAt + bodyLength;
    }

    boolean succeeded() {
      String answer = text();
      return answer.startsWith("HTTP/1.1 200") && answer.contains("\"isError\":false");
    }

    private int headEnd() {
      for (int i = 3; i < in.position(); i++) {
        if (in.get(i) == '\n' && in.get(i - 2) == '\n') return i + 1;
      }
      return 0;
    }

    private String text() {
      return new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String header(String answer, String name) {
      int end = answer.indexOf("\r\n\r\n");
      for (String line : answer.substring(0, Math.max(0, end)).split("\r\n", -1)) {
        if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return null;
    }
  }
}
