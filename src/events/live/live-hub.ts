/** The hub of live values: subscribers to status and windows join one broadcast for each selection. */
import { isAtPlace, type PlaceFilter } from '../../domain/equipment/place.ts';
import type { SensorStatus } from '../../domain/equipment/status.ts';
import type { PerformanceWindow } from '../../domain/window.ts';
import type { Membership, Render, Sink } from '../broadcast/sink.ts';
import { iterate } from '../broadcast/sink-iterator.ts';
import { ValueBroadcast, type ValueBroadcastOptions } from './value-broadcast.ts';

/** Absent members do not restrict. */
export interface StatusChoice extends PlaceFilter {
  readonly minIntervalMs: number;
}

export interface WindowChoice extends PlaceFilter {
  readonly sensorTypes?: readonly string[];
}

/** Subscribers with the same key have the same selection and rendering. */
export interface LiveMember<Value> {
  readonly key: string;
  readonly render: Render<readonly Value[], string>;
  readonly sink: Sink<string>;
}

export interface LiveUpdates {
  /** First all present values, then changes; the latest value wins, and at most one batch is sent each minIntervalMs. */
  status(choice: StatusChoice, signal?: AbortSignal): AsyncIterableIterator<readonly SensorStatus[]>;
  joinStatus(choice: StatusChoice, member: LiveMember<SensorStatus>): Membership;
  /** Every window that is new, restated, or final by now; of several changes between two reads the last. */
  windows(choice: WindowChoice, signal?: AbortSignal): AsyncIterableIterator<readonly PerformanceWindow[]>;
  joinWindows(choice: WindowChoice, member: LiveMember<PerformanceWindow>): Membership;
}

/** The source of one kind of value. */
export interface LiveSource {
  /** Awaited with each new broadcast: from then on nothing may be missing from what is published. */
  attach(): Promise<void>;
  /** Called when the last subscriber has left. */
  detach(): void;
}

type StatusSnapshot = (choice: PlaceFilter) => Promise<readonly SensorStatus[]>;

/** How the values of one choice are told apart and gathered. */
type Topic<Value> = Omit<ValueBroadcastOptions<Value, unknown>, 'render' | 'onEmpty' | 'elapsedMs' | 'attach'>;

/** All subscribers to one kind of value: single ones, and those that share an execution by their key. */
class Watchers<Value> {
  readonly #source: LiveSource;
  readonly #elapsedMs: () => number;
  readonly #broadcasts = new Set<Pick<ValueBroadcast<Value, unknown>, 'publish' | 'end'>>();
  readonly #shared = new Map<string, ValueBroadcast<Value, string>>();

  constructor(source: LiveSource, elapsedMs: () => number) {
    this.#source = source;
    this.#elapsedMs = elapsedMs;
  }

  get any(): boolean {
    return this.#broadcasts.size > 0;
  }

  publish(values: readonly Value[]): void {
    for (const broadcast of this.#broadcasts) broadcast.publish(values);
  }

  end(error: unknown): void {
    for (const broadcast of [...this.#broadcasts]) broadcast.end(error);
  }

  alone(topic: Topic<Value>, signal: AbortSignal | undefined): AsyncIterableIterator<readonly Value[]> {
    const join = (sink: Sink<readonly Value[]>) => this.#open<readonly Value[]>(topic, (values) => values).join(sink);
    return iterate(join, { room: 0, signal });
  }

  join(topic: Topic<Value>, { key, render, sink }: LiveMember<Value>): Membership {
    let broadcast = this.#shared.get(key);
    if (broadcast === undefined) {
      broadcast = this.#open(topic, render, () => this.#shared.delete(key));
      this.#shared.set(key, broadcast);
    }
    return broadcast.join(sink);
  }

  #open<Message>(
    topic: Topic<Value>,
    render: Render<readonly Value[], Message>,
    onEmpty: () => void = () => undefined,
  ): ValueBroadcast<Value, Message> {
    const broadcast: ValueBroadcast<Value, Message> = new ValueBroadcast({
      ...topic,
      attach: () => this.#source.attach(),
      render,
      elapsedMs: this.#elapsedMs,
      onEmpty: () => {
        this.#broadcasts.delete(broadcast);
        if (!this.any) this.#source.detach();
        onEmpty();
      },
    });
    this.#broadcasts.add(broadcast);
    return broadcast;
  }
}

/** Live values for screens. They are conflated: a screen needs the present value, not every step on the way. */
export class LiveHub implements LiveUpdates {
  readonly #status: Watchers<SensorStatus>;
  readonly #windows: Watchers<PerformanceWindow>;
  readonly #snapshot: StatusSnapshot;

  constructor(
    sources: { readonly status: LiveSource; readonly windows: LiveSource },
    snapshot: StatusSnapshot,
    elapsedMs: () => number,
  ) {
    this.#status = new Watchers(sources.status, elapsedMs);
    this.#windows = new Watchers(sources.windows, elapsedMs);
    this.#snapshot = snapshot;
  }

  get wantsStatus(): boolean {
    return this.#status.any;
  }

  get wantsWindows(): boolean {
    return this.#windows.any;
  }

  /** Ends all subscriptions, because the values they were sent may not hold any more. */
  end(error: unknown): void {
    this.#status.end(error);
    this.#windows.end(error);
  }

  publishStatus(changes: readonly SensorStatus[]): void {
    this.#status.publish(changes);
  }

  publishWindows(changes: readonly PerformanceWindow[]): void {
    this.#windows.publish(changes);
  }

  status(choice: StatusChoice, signal?: AbortSignal): AsyncIterableIterator<readonly SensorStatus[]> {
    return this.#status.alone(this.#statusTopic(choice), signal);
  }

  joinStatus(choice: StatusChoice, member: LiveMember<SensorStatus>): Membership {
    return this.#status.join(this.#statusTopic(choice), member);
  }

  windows(choice: WindowChoice, signal?: AbortSignal): AsyncIterableIterator<readonly PerformanceWindow[]> {
    return this.#windows.alone(windowTopic(choice), signal);
  }

  joinWindows(choice: WindowChoice, member: LiveMember<PerformanceWindow>): Membership {
    return this.#windows.join(windowTopic(choice), member);
  }

  #statusTopic({ minIntervalMs, ...place }: StatusChoice): Topic<SensorStatus> {
    return {
      keyOf: ({ sensorId }) => String(sensorId),
      wants: (status) => isAtPlace(place, status),
      isForward: (status, known) => status.lastReported.getTime() >= known.lastReported.getTime(),
      minIntervalMs,
      snapshot: () => this.#snapshot(place),
    };
  }
}

function windowTopic({ sensorTypes, ...place }: WindowChoice): Topic<PerformanceWindow> {
  return {
    keyOf: ({ sensorId, windowStart }) => `${sensorId} ${windowStart.getTime()}`,
    wants: (window) =>
      isAtPlace(place, window) && (sensorTypes === undefined || sensorTypes.includes(window.sensorType)),
    // They are read one after the other, so that none comes after a newer one.
    isForward: () => true,
    minIntervalMs: 0,
    snapshot: null,
  };
}
