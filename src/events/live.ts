import type { SensorStatus } from '../domain/status.ts';
import type { PerformanceWindow } from '../domain/window.ts';
import { Bell } from './bell.ts';

export interface StatusOptions {
  readonly siteId?: string;
  readonly equipmentIds?: readonly string[];
  readonly minIntervalMs: number;
  readonly signal?: AbortSignal;
}

export interface WindowOptions {
  readonly siteId?: string;
  readonly equipmentIds?: readonly string[];
  readonly sensorTypes?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface LiveUpdates {
  /** First everything as it is, then what changes; the latest value wins, at most one batch each minIntervalMs. */
  status(options: StatusOptions): AsyncIterableIterator<readonly SensorStatus[]>;
  /** Every new or restated window; of several changes between two reads the last. */
  windows(options: WindowOptions): AsyncIterableIterator<readonly PerformanceWindow[]>;
}

type StatusSnapshot = (options: Pick<StatusOptions, 'siteId' | 'equipmentIds'>) => Promise<readonly SensorStatus[]>;

/** What a subscriber has not been told yet: one entry a sensor or window, however slow it is. */
interface Subscriber<T> {
  readonly pending: Map<string, T>;
  readonly bell: Bell;
  readonly wants: (value: T) => boolean;
}

/** Live values for screens. They conflate: a screen wants to know how it is, not every step on the way. */
export class LiveHub implements LiveUpdates {
  readonly #statusSubscribers = new Set<Subscriber<SensorStatus>>();
  readonly #windowSubscribers = new Set<Subscriber<PerformanceWindow>>();
  readonly #attach: () => Promise<void>;
  readonly #snapshot: StatusSnapshot;

  /** `attach` is awaited with each new subscriber: from then on nothing may be missing from what is published. */
  constructor(attach: () => Promise<void>, snapshot: StatusSnapshot) {
    this.#attach = attach;
    this.#snapshot = snapshot;
  }

  get wantsStatus(): boolean {
    return this.#statusSubscribers.size > 0;
  }

  get wantsWindows(): boolean {
    return this.#windowSubscribers.size > 0;
  }

  publishStatus(changes: readonly SensorStatus[]): void {
    publish(this.#statusSubscribers, changes, (status) => String(status.sensorId));
  }

  publishWindows(changes: readonly PerformanceWindow[]): void {
    publish(this.#windowSubscribers, changes, (window) => `${window.sensorId} ${window.windowStart.getTime()}`);
  }

  async *status(options: StatusOptions): AsyncGenerator<readonly SensorStatus[], void, undefined> {
    const { siteId, equipmentIds, minIntervalMs } = options;
    const signal = options.signal ?? new AbortController().signal;
    const subscriber = newSubscriber<SensorStatus>((status) => isAt(status, siteId, equipmentIds));
    // Subscribed before the snapshot is read: a change in between is told twice rather than not at all.
    this.#statusSubscribers.add(subscriber);
    try {
      await this.#attach();
      const snapshot = await this.#snapshot({
        ...(siteId === undefined ? {} : { siteId }),
        ...(equipmentIds === undefined ? {} : { equipmentIds }),
      });
      const newest = new Map(snapshot.map((status) => [status.sensorId, status.lastUpdated.getTime()]));
      yield snapshot;
      for (;;) {
        await pause(minIntervalMs, signal);
        const changes = await take(subscriber, signal);
        if (changes === null) return;
        const forward = changes.filter(
          ({ sensorId, lastUpdated }) => lastUpdated.getTime() >= (newest.get(sensorId) ?? 0),
        );
        for (const { sensorId, lastUpdated } of forward) newest.set(sensorId, lastUpdated.getTime());
        if (forward.length > 0) yield forward;
      }
    } finally {
      this.#statusSubscribers.delete(subscriber);
    }
  }

  async *windows(options: WindowOptions): AsyncGenerator<readonly PerformanceWindow[], void, undefined> {
    const { siteId, equipmentIds, sensorTypes } = options;
    const signal = options.signal ?? new AbortController().signal;
    const subscriber = newSubscriber<PerformanceWindow>(
      (window) =>
        isAt(window, siteId, equipmentIds) && (sensorTypes === undefined || sensorTypes.includes(window.sensorType)),
    );
    this.#windowSubscribers.add(subscriber);
    try {
      await this.#attach();
      for (;;) {
        const changes = await take(subscriber, signal);
        if (changes === null) return;
        yield changes;
      }
    } finally {
      this.#windowSubscribers.delete(subscriber);
    }
  }
}

function newSubscriber<T>(wants: (value: T) => boolean): Subscriber<T> {
  return { pending: new Map(), bell: new Bell(), wants };
}

function publish<T>(subscribers: ReadonlySet<Subscriber<T>>, changes: readonly T[], keyOf: (value: T) => string): void {
  for (const subscriber of subscribers) {
    for (const change of changes) if (subscriber.wants(change)) subscriber.pending.set(keyOf(change), change);
    if (subscriber.pending.size > 0) subscriber.bell.ring();
  }
}

/** Everything pending, as soon as there is something; null when the signal ends it. */
async function take<T>({ pending, bell }: Subscriber<T>, signal: AbortSignal): Promise<readonly T[] | null> {
  while (pending.size === 0) {
    if (signal.aborted) return null;
    await bell.wait(signal);
  }
  const changes = [...pending.values()];
  pending.clear();
  return signal.aborted ? null : changes;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

function isAt(
  { siteId, equipmentId }: { siteId: string; equipmentId: string },
  wantedSite: string | undefined,
  wantedEquipment: readonly string[] | undefined,
): boolean {
  return (
    (wantedSite === undefined || siteId === wantedSite) &&
    (wantedEquipment === undefined || wantedEquipment.includes(equipmentId))
  );
}
