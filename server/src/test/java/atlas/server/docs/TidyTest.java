package atlas.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the compiler and the formatter let pass, in every source and every document. */
final class TidyTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int COLUMNS = 100;
  private static final int COLUMNS_OF_DATA = 130;
  private static final int FILE_LINES = 400;
  private static final int METHOD_LINES = 60;
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", "node_modules");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern TYPE = Pattern.compile("\\b(class|record|enum|interface) \\w");
  // In a comment: Jira has a state of that name.
  private static final Pattern LEFTOVER =
      Pattern.compile("(//|/?[*]|#|--).*\\b(TO" + "DO|FIX" + "ME)\\b");

  @Test
  void noLineIsTooLongToRead() throws IOException {
    var tooLong = new ArrayList<String>();
    for (Path file : ending(".java")) {
      // Tests hold whole messages and statements, which are easier to find unbroken.
      int most = isProduct(file) ? COLUMNS : COLUMNS_OF_DATA;
      tooLong.addAll(
          lines(List.of(file), line -> line.length() > most && !line.startsWith("import ")));
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void noFileOrMethodIsTooLongToRead() throws IOException {
    var tooLong = new ArrayList<String>();
    for (Path file : ending(".java")) {
      if (!isProduct(file)) continue;
      List<String> lines = Files.readAllLines(file);
      if (lines.size() > FILE_LINES) tooLong.add(shown(file) + " has " + lines.size() + " lines");
      for (int end = 0; end < lines.size(); end++) {
        int begin = lines.get(end).matches(" {2,4}}") ? begin(lines, end) : end;
        if (end - begin >= METHOD_LINES) tooLong.add(shown(file) + ":" + (begin + 1));
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    assertThat(lines(texts(), line -> LEFTOVER.matcher(line).find())).isEmpty();
  }

  @Test
  void noLineEndsInSpaces() throws IOException {
    assertThat(lines(texts(), line -> line.endsWith(" ") || line.endsWith("\t"))).isEmpty();
    for (Path file : texts()) {
      assertThat(Files.readString(file)).as(shown(file)).endsWith("\n").doesNotEndWith("\n\n");
    }
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    var described = new TreeSet<String>();
    var packages = new TreeSet<String>();
    for (Path file : ending(".java")) {
      String name =
          PACKAGE.matcher(Files.readString(file)).results().findFirst().orElseThrow().group(1);
      packages.add(name);
      if (file.endsWith("package-info.java")) {
        assertThat(Files.readString(file)).as(shown(file)).contains("@NullMarked");
        described.add(name);
      }
    }
    assertThat(described).isEqualTo(packages);
  }

  @Test
  void everyDocumentHasOneTitle() throws IOException {
    for (Path file : ending(".md")) {
      List<String> prose = prose(file);
      assertThat(prose.get(0)).as(shown(file)).startsWith("# ");
      assertThat(prose.stream().filter(line -> line.startsWith("# "))).as(shown(file)).hasSize(1);
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (Path file : ending(".md")) {
      for (String link : links(file)) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        assertThat(target).as("%s: %s", shown(file), link).exists();
        if (parts.length == 2) {
          assertThat(anchors(target)).as("%s: %s", shown(file), link).contains(parts[1]);
        }
      }
    }
  }

  @Test
  void everyDocumentIsFoundFromReadmeOrArchitecture() throws IOException {
    var found = new TreeSet<Path>();
    for (String start : List.of("README.md", "docs/ARCHITECTURE.md")) {
      Path file = ROOT.resolve(start);
      found.add(file);
      for (String link : links(file)) {
        found.add(file.resolveSibling(link.split("#", 2)[0]).normalize());
      }
    }
    // A folder that is linked shows all that is in it.
    assertThat(ending(".md")).allMatch(f -> found.contains(f) || found.contains(f.getParent()));
  }

  @Test
  void everyDecisionHasANumberOfItsOwn() throws IOException {
    List<Path> decisions =
        ending(".md").stream().filter(file -> file.toString().contains("decisions")).toList();
    var numbers = new TreeSet<Integer>();
    for (Path file : decisions) {
      String name = file.getFileName().toString();
      assertThat(name).matches("\\d{4}(-[a-z0-9]+)+\\.md");
      assertThat(numbers.add(Integer.valueOf(name.substring(0, 4)))).as(name).isTrue();
      assertThat(prose(file).get(0)).startsWith("# " + name.substring(0, 4) + ": ");
    }
  }

  /** Where the method begins that ends in that line; there too, when it is no method that ends. */
  private static int begin(List<String> lines, int end) {
    String indent = lines.get(end).replace("}", "");
    int begin = end - 1;
    while (begin > 0 && !lines.get(begin).matches(indent + "[^ }].*")) begin--;
    return TYPE.matcher(lines.get(begin)).find() ? end : begin;
  }

  private interface Smell {
    boolean in(String line);
  }

  /** Where the smell is: file and number of the line. */
  private static List<String> lines(List<Path> files, Smell smell) throws IOException {
    var found = new ArrayList<String>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (smell.in(lines.get(i))) found.add(shown(file) + ":" + (i + 1));
      }
    }
    return found;
  }

  /** The lines of a document that are not code. */
  private static List<String> prose(Path file) throws IOException {
    var prose = new ArrayList<String>();
    boolean code = false;
    for (String line : Files.readAllLines(file)) {
      if (line.strip().startsWith("```")) code = !code;
      else if (!code) prose.add(line);
    }
    assertThat(code).as("%s closes its code", shown(file)).isFalse();
    return prose;
  }

  /** Where a document leads to within this repository. */
  private static List<String> links(Path file) throws IOException {
    return prose(file).stream()
        .flatMap(line -> LINK.matcher(line).results())
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  /** The headings of a document as links name them. */
  private static List<String> anchors(Path file) throws IOException {
    return prose(file).stream()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<Path> texts() throws IOException {
    var texts = new ArrayList<Path>();
    for (String end : List.of(".java", ".md", ".sql", ".xml", ".sh", ".yml", "atlas", ".example")) {
      texts.addAll(ending(end));
    }
    return texts;
  }

  private static List<Path> ending(String end) throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(end)) found.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  private static boolean isProduct(Path file) {
    String path = shown(file).replace('\\', '/');
    return path.contains("src/main/") && !path.startsWith("bench/");
  }

  private static String shown(Path file) {
    return ROOT.relativize(file).toString();
  }
}
