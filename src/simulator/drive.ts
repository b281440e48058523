/** Drives a simulation through time: makes the readings of each tick and sends them. */
import { type AndonClient, createClient } from '../client/andon-client.ts';
import type { Clock } from '../client/clock.ts';
import type { Random } from '../client/random.ts';
import type { EquipmentInput } from '../client/registered-equipment.ts';
import type { SentCounts } from '../client/sent-counter.ts';
import { type Batch, SendQueue } from './send-queue.ts';

/** How a run is going; handed to `onTick` at every tick, and the summary at its end. */
export interface DriveStatus extends SentCounts {
  readonly elapsedMs: number;
  /** Made, but not yet taken by the server. */
  readonly waiting: number;
  readonly lastRequestMs: number | null;
  /** What keeps the server from answering, while it does. */
  readonly trouble: string | null;
}

export interface DriveOptions {
  readonly url: string;
  readonly key: string | null | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly equipment: readonly EquipmentInput[];
  readonly tickMs: number;
  readonly maxInFlight: number;
  readonly maxWaitingReadings: number;
  /** The batches of one tick. `atMs` is the wall clock, strictly rising from tick to tick. */
  readonly produce: (client: AndonClient, tick: number, atMs: number) => Batch[];
  /** Ends the run; what is in flight gets a short while to arrive. */
  readonly signal: AbortSignal;
  readonly onTick?: ((status: DriveStatus) => void) | undefined;
  /** Worth a line of its own: readings dropped, the server away or back. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

const graceMs = 3_000;
/** Ticks that may be made up for after a stall; a machine that slept longer goes on from now. */
const ticksToMakeUp = 5;

/** Registers the equipment, then sends each tick's readings at the pace of the wall clock until the signal aborts. */
export async function drive(options: DriveOptions): Promise<DriveStatus> {
  const { clock } = options;
  const notice = options.onNotice ?? (() => undefined);
  const givingUp = new AbortController();
  let trouble: string | null = null;
  const client = createClient({
    url: options.url,
    key: options.key,
    clock,
    random: options.random,
    signal: givingUp.signal,
    onTrouble: (now) => {
      if (now !== null && trouble === null) notice(now);
      if (now === null) notice('the server answers again');
      trouble = now;
    },
  });
  const queue = new SendQueue({
    maxInFlight: options.maxInFlight,
    maxWaitingReadings: options.maxWaitingReadings,
    onDropped: (readings) => notice(`buffer full: dropped the ${readings} oldest waiting readings`),
  });
  let startedMs = clock.nowMs();
  const status = (): DriveStatus => ({
    ...queue.sent.counts(),
    elapsedMs: clock.nowMs() - startedMs,
    waiting: queue.waitingReadings,
    lastRequestMs: client.lastRequestMs,
    trouble,
  });

  try {
    if (!(await registered(client, options, givingUp))) return status();
    startedMs = clock.nowMs();
    await run(client, queue, options, status);
    await finish(queue, clock, givingUp);
    return status();
  } finally {
    // A batch that still tries again must not outlive the run that a failed one has ended.
    givingUp.abort(new Error('the run has ended'));
  }
}

async function run(client: AndonClient, queue: SendQueue, options: DriveOptions, status: () => DriveStatus) {
  const { clock, signal, tickMs } = options;
  let dueMs = clock.nowMs();
  let atMs = 0;
  for (let tick = 0; !signal.aborted; tick += 1) {
    const nowMs = clock.nowMs();
    // Ticks that are made up for come within one millisecond, where two readings of a sensor would be one reading sent twice.
    atMs = nowMs <= atMs && atMs - nowMs < tickMs ? atMs + 1 : nowMs;
    for (const batch of options.produce(client, tick, atMs)) queue.offer(batch);
    options.onTick?.(status());
    dueMs += tickMs;
    const lateMs = clock.nowMs() - dueMs;
    if (lateMs > ticksToMakeUp * tickMs || lateMs < -2 * tickMs) dueMs = clock.nowMs() + tickMs;
    await clock.sleep(Math.max(0, dueMs - clock.nowMs()), signal);
  }
}

/** False when the run was ended before the server took the equipment. */
async function registered(client: AndonClient, options: DriveOptions, givingUp: AbortController): Promise<boolean> {
  const stop = (): void => givingUp.abort(options.signal.reason);
  options.signal.addEventListener('abort', stop);
  try {
    await client.registerEquipment(options.equipment);
    return true;
  } catch (error) {
    if (options.signal.aborted) return false;
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

/** Lets what is made arrive, within the grace; then gives up the rest, which is counted as dropped. */
async function finish(queue: SendQueue, clock: Clock, givingUp: AbortController): Promise<void> {
  const arrived = new AbortController();
  const settled = queue.settled().finally(() => arrived.abort());
  await Promise.race([settled, clock.sleep(graceMs, arrived.signal)]);
  if (arrived.signal.aborted) return;
  queue.giveUpWaiting();
  const ended = new Error('the run has ended');
  givingUp.abort(ended);
  await settled.catch((error: unknown) => {
    if (error !== ended) throw error;
  });
}
