package atlas.tools;

import atlas.core.progress.Progress;

/** What the tools of a person's own half ask: one class per area. */
public record Personal(Progress progress) {}
