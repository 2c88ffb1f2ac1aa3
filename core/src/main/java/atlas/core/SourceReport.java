package atlas.core;

/**
 * What became of one of the sources that were asked.
 *
 * @param name of the source: jira, template, similarity, pattern, neural
 * @param status answered, empty, cached, late, off or failed
 * @param ms how long it took
 */
public record SourceReport(String name, String status, long ms) {}
