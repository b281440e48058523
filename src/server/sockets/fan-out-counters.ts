/** Counts the subscriptions on WebSockets and what they cost, since the start of this server. */
export interface FanOutCounters {
  /** Open now. */
  subscriptions: number;
  /** Executions, each for one event and all its subscribers of equal visibility. */
  executions: number;
  /** Messages that were sent to subscribers. */
  deliveries: number;
}
