/** What the sockets' subscriptions cost, counted since the start. */
export interface FanOutCounters {
  /** Open now. */
  subscriptions: number;
  /** Answers that were worked out. */
  executions: number;
  /** Messages that were sent with them. */
  deliveries: number;
}
