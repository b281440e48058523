/** The interface by which readings are handed in. */
import type { IngestResult, ReceivedReading } from '../domain/readings/reading.ts';
import type { AndonError } from '../errors.ts';
import type { Sender } from './check-reading.ts';

/** The way of readings to bronze, for those who hand them in. */
export interface IngestGateway {
  /** Resolves after the commit. Throws BAD_USER_INPUT (over 10,000 readings), RATE_LIMITED or UNAVAILABLE (with retryAfterMs). */
  submit(readings: readonly ReceivedReading[], sender?: Sender): Promise<IngestResult>;
  /** The same for columns, as they were sent; a rejection's index counts the readings through all series in order. */
  submitSeries(series: readonly unknown[], sender?: Sender): Promise<IngestResult>;
  /** Why many readings would not be taken now, RATE_LIMITED, so that they need not even be read; null while there is room. */
  refusal(): AndonError | null;
}
