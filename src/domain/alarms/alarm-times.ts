/** What time does to alarms: the settings of it. */
export interface AlarmTimeSettings {
  /** How long an alarm may be shelved at most. */
  readonly longestShelfMs: number;
  /** An alarm that was acknowledged and is still active after this time is told again; 0 for never. */
  readonly toldAgainAfterMs: number;
}
