package atlas.model;

/** How the coach speaks to a person; silent says nothing. */
public enum CoachVoice {
  encouraging,
  motivating,
  casual,
  professional,
  coach,
  analyst,
  hype_man,
  drill_sergeant,
  silent
}
