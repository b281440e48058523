/** Tells the pipeline's memory of floods what alarms do, whoever raises and ends them: other servers, watches for silence, other programs. */
import { type ActiveAlarm, readActiveAlarms } from '../db/alarms/alarm-groups.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { AlarmEvent } from '../domain/alarms/alarm.ts';
import type { AlarmFeed } from '../events/feed/alarm-feed.ts';
import type { Logger } from '../log.ts';
import type { Floods } from '../pipeline/alarms/floods.ts';
import { Sleeper } from '../timing/sleeper.ts';

const tryAgainMs = 2_000;

export interface FloodWatchOptions {
  readonly pool: Queryable;
  readonly feed: Pick<AlarmFeed, 'open' | 'events'>;
  readonly floods: Floods;
  readonly now: () => number;
  readonly log: Logger;
}

export class FloodWatch {
  readonly #options: FloodWatchOptions;
  readonly #closing = new AbortController();
  readonly #sleeper = new Sleeper();
  #loop: Promise<void> | null = null;

  constructor(options: FloodWatchOptions) {
    this.#options = options;
  }

  /** Resolves when what is active is known: the pipeline would take it for new. */
  async start(): Promise<void> {
    const events = await this.#begin();
    this.#loop = this.#follow(events);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#sleeper.wake();
    await this.#loop;
  }

  /** The place in the log first: what happens while the table is read is then told once more. */
  async #begin(): Promise<AsyncIterable<{ readonly event: AlarmEvent }>> {
    const { pool, feed, floods, now } = this.#options;
    const start = await feed.open();
    floods.know(await readActiveAlarms(pool), now());
    return feed.events(start, { kinds: ['raised', 'worsened', 'returned'], signal: this.#closing.signal });
  }

  async #follow(first: AsyncIterable<{ readonly event: AlarmEvent }>): Promise<void> {
    let events: AsyncIterable<{ readonly event: AlarmEvent }> | null = first;
    while (!this.#closing.signal.aborted) {
      try {
        events ??= await this.#begin();
        for await (const { event } of events) this.#take(event);
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        const { floods, log } = this.#options;
        log.debug({ event: 'alarm.flood_watch_retried', err: error }, 'alarms of other servers are read anew');
        floods.clear();
        await this.#sleeper.sleep(tryAgainMs);
      }
      events = null;
    }
  }

  #take({ kind, alarm, occurredAt }: AlarmEvent): void {
    const { floods, now } = this.#options;
    if (kind === 'returned') floods.returned(alarm);
    else if (kind === 'worsened') {
      if (alarm.severity === 'critical') floods.unfold(alarm);
    } else floods.know([activeOf(alarm, occurredAt)], now());
  }
}

function activeOf(
  { siteId, equipmentId, problem, groupId, isFolded }: AlarmEvent['alarm'],
  raisedAt: Date,
): ActiveAlarm {
  const group = groupId === null ? null : { groupId, isFirst: !isFolded };
  return { siteId, equipmentId, problem, raisedMs: raisedAt.getTime(), group };
}
