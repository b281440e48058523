/** What every event of the log has, whatever it tells of. */
export interface LoggedEvent {
  /** Gapless within its stream, and in the order of commits. */
  readonly number: number;
  /** Random text that tells the event from another one with the same number in a copy of the database. */
  readonly token: string;
  /** Token of the event before it; an unbroken chain of them proves that the stream is one and whole. */
  readonly previousToken: string;
  readonly kind: string;
  readonly occurredAt: Date;
  /** When the reading that led to it arrived at a server; null where that is not known. */
  readonly readingReceivedAt: Date | null;
}
