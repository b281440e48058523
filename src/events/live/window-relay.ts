/** Reads changed windows from gold and publishes them to subscribers. */
import { readFinishedWindows, readWindowsOfParts } from '../../db/gold/performance-parts.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { PerformanceWindow } from '../../domain/window.ts';
import type { Logger } from '../../log.ts';
import type { LiveHub } from './live-hub.ts';

/** Most windows that are read and sent together, so that no message is too large. */
const pageWindows = 500;

interface WindowKey {
  readonly sensorId: number;
  readonly windowMs: number;
}

/** A minute of all sensors of one piece of equipment. */
export interface EquipmentMinute {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly windowMs: number;
}

export interface WindowRelayOptions {
  readonly pool: Queryable;
  readonly hub: Pick<LiveHub, 'wantsWindows' | 'publishWindows'>;
  readonly watermarkMs: number;
  readonly log: Logger;
}

/**
 * Windows that a commit touched → what gold holds of them now → the hub. One read runs at a time, so that an older revision never
 * arrives
 * after a newer one; windows that come meanwhile are gathered for the next read.
 */
export class WindowRelay {
  readonly #options: WindowRelayOptions;
  readonly #touched: Gathering<WindowKey>;
  readonly #finished: Gathering<EquipmentMinute>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: WindowRelayOptions) {
    this.#options = options;
    const { pool, watermarkMs } = options;
    this.#touched = new Gathering(
      ({ sensorId, windowMs }) => `${sensorId} ${windowMs}`,
      (windows) => readWindowsOfParts(pool, windows, watermarkMs),
    );
    this.#finished = new Gathering(
      ({ siteId, equipmentId, windowMs }) => JSON.stringify([siteId, equipmentId, windowMs]),
      (minutes) => readFinishedWindows(pool, minutes, watermarkMs),
    );
  }

  touched(windows: readonly WindowKey[]): void {
    this.#gather(this.#touched, windows);
  }

  /** Takes windows whose end the watermark has passed. */
  finished(minutes: readonly EquipmentMinute[]): void {
    this.#gather(this.#finished, minutes);
  }

  /** Publishes many windows page by page, between those of the live run. Resolves when all are sent; rejects if they cannot be read. */
  async tell(windows: readonly WindowKey[]): Promise<void> {
    const { pool, watermarkMs } = this.#options;
    for (let from = 0; from < windows.length && this.#options.hub.wantsWindows; from += pageWindows) {
      const page = windows.slice(from, from + pageWindows);
      await this.#inTurn(() => readWindowsOfParts(pool, page, watermarkMs));
    }
  }

  async close(): Promise<void> {
    await this.#last;
  }

  #gather<Key>(gathering: Gathering<Key>, keys: readonly Key[]): void {
    const { hub, log } = this.#options;
    if (!hub.wantsWindows || keys.length === 0) return;
    const isDue = gathering.isEmpty;
    gathering.add(keys);
    if (!isDue) return;
    this.#inTurn(() => gathering.read()).catch((error: unknown) =>
      log.warn(
        { event: 'live.windows_read_failed', err: error },
        'restated windows could not be read for their subscribers',
      ),
    );
  }

  #inTurn(read: () => Promise<readonly PerformanceWindow[]>): Promise<void> {
    const turn = this.#last.then(async () => this.#options.hub.publishWindows(await read()));
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** The windows that wait for the next read, each once. */
class Gathering<Key> {
  readonly #idOf: (key: Key) => string;
  readonly #read: (keys: readonly Key[]) => Promise<readonly PerformanceWindow[]>;
  #waiting = new Map<string, Key>();

  constructor(idOf: (key: Key) => string, read: (keys: readonly Key[]) => Promise<readonly PerformanceWindow[]>) {
    this.#idOf = idOf;
    this.#read = read;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(keys: readonly Key[]): void {
    for (const key of keys) this.#waiting.set(this.#idOf(key), key);
  }

  read(): Promise<readonly PerformanceWindow[]> {
    const keys = [...this.#waiting.values()];
    this.#waiting = new Map();
    return this.#read(keys);
  }
}
