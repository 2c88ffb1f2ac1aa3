package atlas.core.library;

import atlas.core.ImportLine;
import atlas.model.Json;
import atlas.model.LibraryScenario.Source;
import atlas.model.Refusal;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A suite as TestRail exports it: sections within sections, and cases in them. */
final class TestRailXml {
  private static final int DEEPEST = 50;
  // A case's elements, and what they are called here; its own fields lie within "custom".
  private static final Map<String, String> FIELDS =
      Map.of(
          "id", "key",
          "title", "name",
          "priority", "priority",
          "estimate", "estimate",
          "references", "tickets",
          "preconds", "precondition",
          "goals", "objective",
          "mission", "objective");

  private final XMLStreamReader xml;
  private final Deque<String> path = new ArrayDeque<>();
  private final List<String> folder = new ArrayList<>();
  private final List<ImportLine> lines = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private @Nullable ObjectNode one;
  private int number;

  private TestRailXml(XMLStreamReader xml) {
    this.xml = xml;
  }

  static LibraryFile read(String text) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    // Nothing outside of the file is read, whatever it names.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      var reading = new TestRailXml(factory.createXMLStreamReader(new StringReader(text)));
      reading.read();
      return new LibraryFile(Source.testrail, reading.lines, Set.of(), List.of());
    } catch (XMLStreamException broken) {
      int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNumber();
      var bad = new ScenarioImports.Line(line, "is not XML");
      return new LibraryFile(Source.testrail, List.of(), Set.of(), List.of(bad));
    }
  }

  private void read() throws XMLStreamException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
        case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
        default -> {
          // Comments and the like.
        }
      }
    }
  }

  private void start(String name) {
    if (path.size() >= DEEPEST) throw Refusal.invalid("The file's elements lie too deep.");
    text.setLength(0);
    if (name.equals("section")) folder.add("");
    if (name.equals("case")) {
      number = xml.getLocation().getLineNumber();
      one = Json.MAPPER.createObjectNode();
      one.put("folder", String.join("/", folder));
      one.putArray("steps");
    }
    if (one != null && name.equals("step") && path.contains("steps_separated")) {
      ((ArrayNode) one.path("steps")).addObject();
    }
    path.push(name);
  }

  private void end(String name) {
    path.pop();
    String said = text.toString().strip();
    text.setLength(0);
    String around = path.isEmpty() ? "" : path.element();
    ObjectNode now = one;
    if (name.equals("section")) folder.remove(folder.size() - 1);
    else if (name.equals("name") && around.equals("section")) {
      folder.set(folder.size() - 1, said.replace('/', ' '));
    } else if (name.equals("case") && now != null) {
      lines.add(new ImportLine(number, now));
      one = null;
    } else if (now != null && !said.isEmpty()) field(now, name, around, said);
  }

  private void field(ObjectNode now, String name, String around, String said) {
    ArrayNode steps = (ArrayNode) now.path("steps");
    String plain = Markup.plain(said);
    if (around.equals("step") && path.contains("steps_separated")) {
      ObjectNode step = (ObjectNode) steps.get(steps.size() - 1);
      switch (name) {
        case "content" -> step.put("step", plain);
        case "additional_info" -> step.put("test_data", plain);
        case "expected" -> step.put("expected", plain);
        default -> {
          // Its number, and references of its own.
        }
      }
    } else if (around.equals("custom") && (name.equals("steps") || name.equals("expected"))) {
      ObjectNode step = steps.isEmpty() ? steps.addObject() : (ObjectNode) steps.get(0);
      step.put(name.equals("steps") ? "step" : "expected", plain);
    } else if (around.equals("case") || around.equals("custom")) {
      String field = FIELDS.get(name);
      if (field != null) now.put(field, field.equals("name") ? said : plain);
    } else if (name.equals("name") && around.equals("priority")) {
      now.put("priority", said);
    }
  }
}
