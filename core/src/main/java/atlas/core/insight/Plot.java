package atlas.core.insight;

import atlas.core.insight.Trend.Point;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A drawing of some numbers, week by week or month by month, as SVG that stands in a page. */
final class Plot {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 190;
  private static final double LEFT = 46;
  private static final double RIGHT = 12;
  private static final double TOP = 14;
  private static final double BOTTOM = 34;
  private static final int LABELS = 7;

  private final List<Point> points;
  private final double top;
  private final double step;
  private final StringBuilder svg = new StringBuilder();

  private Plot(List<Point> points, double leastStep) {
    this.points = points;
    double most =
        points.stream()
            .map(Point::value)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(0);
    this.step = Math.max(leastStep, step(most));
    this.top = Math.max(step, Math.ceil(most / step - 1e-9) * step);
  }

  /** A bar for each point: what is counted. */
  static String bars(String label, List<Point> points) {
    // There are no halves of it.
    var plot = new Plot(points, 1);
    plot.open(label);
    plot.svg.append("<g class=\"bars\">");
    for (int i = 0; i < points.size(); i++) {
      Double value = points.get(i).value();
      if (value == null) continue;
      double wide = plot.space() * 0.7;
      double high = plot.y(0) - plot.y(value);
      plot.svg.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>%s</title></rect>"
              .formatted(
                  number(plot.x(i) - wide / 2),
                  number(plot.y(value)),
                  number(wide),
                  number(high),
                  told(points.get(i))));
    }
    plot.svg.append("</g>");
    return plot.close();
  }

  /** A line through the points, broken where nothing was seen. */
  static String line(String label, List<Point> points) {
    var plot = new Plot(points, 0);
    plot.open(label);
    var path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < points.size(); i++) {
      Double value = points.get(i).value();
      if (value != null) {
        path.append(drawing ? 'L' : 'M').append(number(plot.x(i))).append(' ');
        path.append(number(plot.y(value)));
      }
      drawing = value != null;
    }
    plot.svg.append("<path class=\"line\" d=\"").append(path).append("\"/><g class=\"dots\">");
    for (int i = 0; i < points.size(); i++) {
      Double value = points.get(i).value();
      if (value == null) continue;
      plot.svg.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>%s</title></circle>"
              .formatted(number(plot.x(i)), number(plot.y(value)), told(points.get(i))));
    }
    plot.svg.append("</g>");
    return plot.close();
  }

  private static String told(Point point) {
    return "%s: %s, of %d"
        .formatted(TrendWords.part(point), TrendWords.number(point.value()), point.seen());
  }

  private void open(String label) {
    svg.append(
        "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">"
            .formatted(number(WIDTH), number(HEIGHT), PackHtml.escaped(label)));
    svg.append("<g class=\"grid\">");
    for (double at = 0; at <= top + 1e-9; at += step) {
      svg.append(
          "<line x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>"
              .formatted(number(LEFT), number(WIDTH - RIGHT), number(y(at)), number(y(at))));
      svg.append(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>"
              .formatted(number(LEFT - 6), number(y(at) + 4), TrendWords.number(at)));
    }
    int every = Math.max(1, (int) Math.ceil(points.size() / (double) LABELS));
    for (int i = 0; i < points.size(); i += every) {
      svg.append(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>"
              .formatted(number(x(i)), number(HEIGHT - 12), points.get(i).from()));
    }
    svg.append("</g>");
  }

  private String close() {
    return svg.append("</svg>").toString();
  }

  private double space() {
    return (WIDTH - LEFT - RIGHT) / Math.max(1, points.size());
  }

  private double x(int point) {
    return LEFT + space() * (point + 0.5);
  }

  private double y(double value) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  }

  /** A round distance between lines, of which there are two to five. */
  private static double step(double most) {
    if (most <= 0) return 1;
    double rough = most / 4;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double times : new double[] {1, 2, 5}) {
      if (rough <= times * power) return times * power;
    }
    return 10 * power;
  }

  private static String number(double value) {
    String plain = String.format(Locale.ROOT, "%.1f", value);
    return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
  }
}
