package atlas.model;

/** What a person earned in all, and in each category. */
public record XpTotals(
    int total, int work, int personal, int habit, int challenge, int achievement) {}
