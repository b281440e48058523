/** What a source asks before it takes readings of a sender. */
import type { Sender } from './check-reading.ts';

export interface ReadingShares {
  /** Takes the readings of one request of the sender's share, or throws RATE_LIMITED, with the reason KEY_LIMIT. */
  takeReadings(sender: Sender, readings: number): void;
  /** Whether other holders of keys or tokens were at work lately. */
  isShared(holder: string): boolean;
}
