package atlas.core.tickets;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a description under which heading, in whatever way people write headings: Markdown
 * and wiki marks, bold lines, lines that end with a colon, panels, or just the words.
 */
final class Sections {
  private static final int MOST_ITEMS = 50;
  private static final int MOST_STEPS = 20;
  private static final int LONGEST_LINE = 2_000;
  private static final int LONGEST_TITLE = 80;

  /** What a section is about; what is none of it is other. */
  private enum Kind {
    criteria(
        "acceptance(?: (?:criteri(?:a|on)|tests?|conditions?))?|criteria (?:of|for) acceptance"
            + "|conditions? of satisfaction|definition of done|success criteria|done when"
            + "|a/?cs?"),
    out(
        "out[ -]of[ -]scope|(?:is )?not in(?: the)? scope|non[ -]?goals?|won'?t (?:do|fix|be done)"
            + "|not included|not part of this|exclu(?:ded|sions?)|scope exclusions"),
    other(
        "notes?|hints?|description|background|context|summary|problem(?: description)?|motivation"
            + "|steps?|test steps|(?:steps )?to reproduce|test case|(?:expected|actual)(?: .*)?"
            + "|results?|environment|versions?|links?|attachments?|questions?|open questions"
            + "|dependencies|design|technical (?:notes?|details)|implementation|workaround"
            + "|in scope|scope|logs?|comments?|example|(?:test )?data|goals?|user story");

    private final Pattern title;

    Kind(String title) {
      this.title =
          Pattern.compile(
              "(?i)(?:[^\\p{L}]{0,8})(?:the |our )?(?:"
                  + title
                  + ")(?: (?:for|of) (?:this|the|qa|testing).{0,40})?(?: \\(.{0,40}\\))?"
                  + "[^\\p{L}]{0,4}");
    }

    static @Nullable Kind of(String title) {
      String plain = title.replace('\u2019', '\'').strip();
      if (plain.isEmpty() || plain.length() > LONGEST_TITLE) return null;
      for (Kind kind : values()) {
        if (kind.title.matcher(plain).matches()) return kind;
      }
      return null;
    }
  }

  /** A heading: how deep it is, and what it is called. */
  private record Heading(int level, String title) {}

  private static final int LINE_LEVEL = 7;
  private static final Pattern HASHES = Pattern.compile("(#{1,6})\\s+(.*?)\\s*#*");
  private static final Pattern WIKI = Pattern.compile("h([1-6])\\.\\s*(.+)");
  private static final Pattern PANEL =
      Pattern.compile("\\{(?:panel|expand)(?::(?:.*?title=)?([^|}]*))?[^}]*}\\s*");
  private static final Pattern BOLD =
      Pattern.compile("(?:\\*{1,2}|__?|\\+)([^*_+]{2,80})(?:\\*{1,2}|__?|\\+)\\s*:?");
  private static final Pattern COLON = Pattern.compile("([\\p{L}][\\p{L}\\p{N} ()'/&-]{1,60}):");

  /** A title and what belongs to it in one line: AC: the total is right. */
  private static final Pattern INLINE =
      Pattern.compile("[*_]{0,2}([\\p{L}][\\p{L} '/-]{1,40}?)(?::[*_]{0,2}|[*_]{1,2}:)\\s*(\\S.*)");

  private static final Pattern ITEM =
      Pattern.compile(
          "(?:[-+\u2022\u2013\u25E6]|[*#-]{1,6}|\\(?\\d{1,3}[.)]|\\(?[a-z][.)])\\s+(\\S.*)"
              + "|((?:\\[[ xX]?]|\\([/x!?]\\)|[\u2610-\u2612\u2713\u2714\u2705])\\s*\\S.*)");
  private static final Pattern CHECKBOX =
      Pattern.compile("(?:\\[[ xX]?]|\\([/x!?]\\)|[\u2610-\u2612\u2713\u2714\u2705])\\s*(.*)");

  /** A criterion that says itself that it is one: AC1: the total is right. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(?i)[*_]{0,2}AC ?[-#]?\\d{1,3}[*_]{0,2}\\s*[:.)\u2013-][*_]{0,2}\\s*(\\S.*)");

  private static final Pattern GHERKIN =
      Pattern.compile("(?i)[*_]?(given|when|then|and|but|scenario(?: outline)?)[*_:]{0,2}\\s.*");
  private static final Pattern ASIDE =
      Pattern.compile(
          "(?i)[^.!?]{3,250}\\b(?:(?:is|are|be|remains?|stays?)\\s+(?:explicitly |currently )?"
              + "(?:out of scope|not in scope|not part of this))\\b[^.!?]{0,80}[.!?]?");
  private static final Pattern FENCE =
      Pattern.compile("(?:```|~~~).*|\\{(?:code|noformat)[^}]*}.*");
  private static final Pattern RULE = Pattern.compile("[-=_*\\s]{3,}|\\{\\w+}");
  private static final Pattern WIKI_MARKS =
      Pattern.compile(
          "(?m)^[ \\t]*h[1-6]\\.|\\{(?:code|noformat|panel|quote|color)|^\\*[^*\\s][^*\\n]*\\*:?$");
  private static final Pattern MARKDOWN_MARKS = Pattern.compile("(?m)^ {0,3}#{2,6} ");

  private final boolean hashIsItem;
  private final Set<String> criteria = new LinkedHashSet<>();
  private final Set<String> outOfScope = new LinkedHashSet<>();
  private final List<String> prose = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private @Nullable Kind kind;
  private int level;
  private boolean code;
  private int itemsHere;
  private final List<String> steps = new ArrayList<>();
  private @Nullable StringBuilder item;

  /** Reads a description; what is more than so long in a line is not looked at. */
  Sections(String description) {
    hashIsItem =
        WIKI_MARKS.matcher(description).find() || !MARKDOWN_MARKS.matcher(description).find();
    String[] lines = description.split("\\r?\\n|\\r", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (line.length() > LONGEST_LINE) line = line.substring(0, LONGEST_LINE);
      String next = i + 1 < lines.length ? lines[i + 1] : "";
      read(line, next.length() <= LONGEST_TITLE ? next.strip() : "");
    }
    endSection();
  }

  /** The acceptance criteria, as they were written; a Gherkin scenario is one. */
  List<String> criteria() {
    return criteria.stream().limit(MOST_ITEMS).toList();
  }

  /** What the ticket says it is not about. */
  List<String> outOfScope() {
    return outOfScope.stream().limit(MOST_ITEMS).toList();
  }

  /** The text without code and headings. */
  String prose() {
    return String.join("\n", words);
  }

  private void read(String raw, String next) {
    String line = raw.strip().replaceFirst("^(?:>\\s?){1,4}", "");
    if (FENCE.matcher(line).matches()) {
      boolean closesItself = line.startsWith("{") && line.indexOf('{', 1) > 0;
      if (!closesItself) code = !code;
      endItem();
      return;
    }
    if (step(line) || code) return;
    Heading heading = heading(line, next);
    if (heading != null) {
      begin(heading);
      return;
    }
    if (line.isEmpty() || RULE.matcher(line).matches()) {
      endItem();
      return;
    }
    words.add(line);
    text(raw, line);
  }

  private void text(String raw, String line) {
    endSteps();
    Matcher numbered = NUMBERED.matcher(line.replaceFirst("^[-*+]\\s+", ""));
    Matcher inline = INLINE.matcher(line);
    Matcher found = ITEM.matcher(line);
    Kind named = inline.matches() ? Kind.of(inline.group(1)) : null;
    if (numbered.matches()) {
      addItem(Kind.criteria, numbered.group(1));
    } else if (named != null && named != Kind.other) {
      begin(new Heading(LINE_LEVEL, inline.group(1)));
      addItem(named, inline.group(2));
    } else if (kind != null && kind != Kind.other && found.matches()) {
      addItem(kind, found.group(1) == null ? found.group(2) : found.group(1));
    } else if (item != null && raw.startsWith("  ")) {
      item.append(' ').append(line);
    } else if (kind == Kind.out || kind == Kind.criteria) {
      endItem();
      if (line.startsWith("|")) row(line);
      else if (kind == Kind.out) outOfScope.add(line);
      else prose.add(line);
    } else {
      endItem();
      Matcher aside = ASIDE.matcher(line);
      if (aside.find()) outOfScope.add(aside.group().strip());
    }
  }

  private @Nullable Heading heading(String line, String next) {
    if (line.isEmpty() || line.length() > LONGEST_TITLE + 40) return null;
    Matcher hashes = HASHES.matcher(line);
    if (hashes.matches()) {
      boolean known = Kind.of(hashes.group(2)) != null;
      return hashIsItem && !known ? null : new Heading(hashes.group(1).length(), hashes.group(2));
    }
    Matcher wiki = WIKI.matcher(line);
    if (wiki.matches()) {
      return new Heading(Integer.parseInt(wiki.group(1)), wiki.group(2).replaceAll("[*_+]", ""));
    }
    Matcher panel = PANEL.matcher(line);
    if (panel.matches()) return new Heading(1, panel.group(1) == null ? "" : panel.group(1));
    if (next.matches("={3,}|-{3,}") && Kind.of(line) != null) return new Heading(2, line);
    Matcher bold = BOLD.matcher(line);
    if (bold.matches()) return new Heading(LINE_LEVEL, bold.group(1).replaceFirst(":\\s*$", ""));
    Matcher colon = COLON.matcher(line);
    if (colon.matches()) return new Heading(LINE_LEVEL, colon.group(1));
    // Without any mark only what can't be anything else.
    Kind bare = Kind.of(line);
    return (bare == Kind.criteria || bare == Kind.out) && !ITEM.matcher(line).matches()
        ? new Heading(LINE_LEVEL, line)
        : null;
  }

  private void begin(Heading heading) {
    Kind named = Kind.of(heading.title());
    // A heading below the section's own groups what is in it, unless it is known to be another.
    boolean within = kind != null && kind != Kind.other && named == null && heading.level() > level;
    endItem();
    if (within) return;
    endSection();
    kind = named == null ? Kind.other : named;
    level = heading.level();
  }

  /** Takes the line if it is a step of a Gherkin scenario, in a list and in code too. */
  private boolean step(String line) {
    String plain =
        line.replaceFirst("^(?:[-+*#]{1,3}|\\d{1,3}[.)])\\s+", "").replaceAll("[*_]{2}", "");
    Matcher step = GHERKIN.matcher(plain);
    if (!step.matches()) return false;
    String word = step.group(1).toLowerCase(Locale.ROOT);
    boolean opens = word.equals("given") || word.startsWith("scenario");
    boolean begins = opens || (!code && word.equals("when"));
    if (!begins && steps.isEmpty()) return false;
    boolean titled = steps.size() == 1 && has("scenario");
    if ((opens && !titled) || (word.equals("when") && has("when"))) endSteps();
    endItem();
    if (steps.size() < MOST_STEPS) steps.add(plain);
    words.add(plain);
    return true;
  }

  /** Steps are a criterion where criteria stand, and elsewhere when they are a whole scenario. */
  private void endSteps() {
    boolean whole = (has("given") || has("scenario")) && has("then");
    if (!steps.isEmpty() && (kind == Kind.criteria || (whole && kind != Kind.out))) {
      criteria.add(
          String.join(", ", steps.stream().map(s -> s.replaceFirst("[,;]$", "")).toList()));
      itemsHere++;
    } else if (kind == Kind.out) {
      outOfScope.addAll(steps);
    }
    steps.clear();
  }

  private boolean has(String word) {
    return steps.stream().anyMatch(s -> s.toLowerCase(Locale.ROOT).startsWith(word));
  }

  private void addItem(Kind to, String text) {
    endItem();
    Matcher box = CHECKBOX.matcher(text);
    item = new StringBuilder(box.matches() ? box.group(1) : text);
    if (kind == null || kind == Kind.other) {
      // It names itself: what follows it is no part of a section.
      (to == Kind.out ? outOfScope : criteria).add(item.toString().strip());
      item = null;
    }
  }

  private void row(String line) {
    if (line.startsWith("||") || line.matches("[|:\\s-]+")) {
      prose.clear();
      return;
    }
    var cells = new ArrayList<String>();
    for (String cell : line.split("\\|")) {
      String text = cell.strip();
      if (!text.isEmpty() && !text.matches("(?i)(?:AC ?-?)?\\d{1,3}[.)]?")) cells.add(text);
    }
    if (!cells.isEmpty()) prose.add(String.join("; ", cells));
  }

  private void endItem() {
    if (item != null) {
      String text = item.toString().strip();
      if (!text.isEmpty()) (kind == Kind.out ? outOfScope : criteria).add(text);
      itemsHere++;
      item = null;
    }
  }

  private void endSection() {
    endItem();
    endSteps();
    // Prose beside a list explains it; alone, each line is what the section says.
    if (kind == Kind.out) outOfScope.addAll(prose);
    if (kind == Kind.criteria && itemsHere == 0) criteria.addAll(prose);
    prose.clear();
    itemsHere = 0;
    kind = null;
  }
}
