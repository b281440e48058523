/** What time does to alarms, and how many of them are too many: the settings of it. */
export interface AlarmTimeSettings {
  /** How long an alarm may be shelved at most. */
  readonly longestShelfMs: number;
  /** An alarm that was acknowledged and is still active after this time is told again; 0 for never. */
  readonly toldAgainAfterMs: number;
  /** What is pending about an alarm that has ended expires after as long without another; event time, 0: with it. */
  readonly returnHoldMs: number;
  /** More new alarms of a site than this within ten minutes are a flood, where the site does not say otherwise. */
  readonly floodAbove: number;
}
