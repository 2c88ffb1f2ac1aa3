package atlas.bench;

import atlas.core.prediction.likeness.Profile;
import atlas.model.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/**
 * Tickets of a file of JSON lines, oldest first, and those of which an earlier one is known that
 * reports the same. Links, resolutions and everything else that came later is not read.
 */
record Corpus(List<Ticket> tickets, List<Query> queries) {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX]")
          .toFormatter();

  /** A ticket as it was reported. */
  record Ticket(
      String key,
      String type,
      String component,
      List<String> components,
      Instant created,
      String summary,
      String description) {
    Profile profile() {
      return Profile.of(summary, description, components, created);
    }
  }

  /** A ticket's place, and the places of the earlier ones that are the same. */
  record Query(int ticket, List<Integer> relevant) {}

  static Corpus read(Path tickets, Path queries) throws IOException {
    var read = new ArrayList<Ticket>();
    for (JsonNode line : json(tickets)) read.add(ticket(line));
    read.sort(Comparator.comparing(Ticket::created));
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < read.size(); i++) places.put(read.get(i).key(), i);
    var asked = new ArrayList<Query>();
    List<String> rows = lines(queries);
    for (String row : rows.subList(Math.min(1, rows.size()), rows.size())) {
      String[] cells = row.split("\t", -1);
      Integer ticket = places.get(cells[0]);
      var relevant = new ArrayList<Integer>();
      for (String key : cells.length < 2 ? new String[0] : cells[1].strip().split(" +")) {
        Integer place = places.get(key);
        if (ticket != null && place != null && place < ticket) relevant.add(place);
      }
      if (ticket == null || relevant.isEmpty()) {
        throw new IllegalArgumentException(queries + ": no earlier ticket for " + cells[0] + ".");
      }
      asked.add(new Query(ticket, relevant));
    }
    if (asked.size() < 2) throw new IllegalArgumentException(queries + " has no queries.");
    return new Corpus(read, asked);
  }

  /** The lines of a file of JSON lines, gzipped or not. */
  static List<JsonNode> json(Path file) throws IOException {
    var read = new ArrayList<JsonNode>();
    for (String line : lines(file)) {
      if (!line.isBlank()) read.add(Json.MAPPER.readTree(line));
    }
    return read;
  }

  private static List<String> lines(Path file) throws IOException {
    try (var start = new PushbackInputStream(Files.newInputStream(file), 2)) {
      byte[] magic = start.readNBytes(2);
      start.unread(magic);
      boolean zipped = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
      InputStream bytes = zipped ? new GZIPInputStream(start) : start;
      var reader = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
      return reader.lines().toList();
    }
  }

  private static Ticket ticket(JsonNode json) {
    var components = new ArrayList<String>();
    for (JsonNode one : json.path("components").values()) components.add(one.asString());
    return new Ticket(
        json.path("key").asString(),
        json.path("type").asString(""),
        json.path("component").asString(""),
        components,
        OffsetDateTime.parse(json.path("created").asString(), TIME).toInstant(),
        json.path("summary").asString(""),
        json.path("description").asString(""));
  }
}
