/** Gathers recorded rows into requests, sends them, and saves the progress after each answer. */
import type { AndonClient, ReadingInput } from '../client/andon-client.ts';
import type { Clock } from '../client/clock.ts';
import { SentCounter, type SentCounts } from '../client/sent-counter.ts';
import type { RecordedReading } from './recorded-rows.ts';
import { type SavedProgress, saveProgress } from './saved-progress.ts';
import type { Origin } from './timeline.ts';

export interface ChunkSenderOptions {
  readonly client: AndonClient;
  readonly clock: Clock;
  readonly statePath: string;
  readonly belongsTo: string;
  readonly unit: string | undefined;
  readonly saved: SavedProgress | null;
  readonly onNotice: (notice: string) => void;
}

interface Chunk {
  readonly readings: ReadingInput[];
  /** The line of each reading, so that a rejection can be named by it. */
  readonly lines: number[];
  badRows: number;
  throughLine: number;
}

const readingsPerRequest = 2_000;
/** Of each kind named one by one; further ones are only counted, as a column of the wrong kind makes a bad row of every line. */
const namedOfKind = 10;

const emptyChunk = (): Chunk => ({ readings: [], lines: [], badRows: 0, throughLine: 0 });

/** Gathers rows into requests and keeps one on its way while the next is gathered; progress is saved after each answer. */
export class ChunkSender {
  readonly #options: ChunkSenderOptions;
  readonly #sent: SentCounter;
  #chunk = emptyChunk();
  #answeredBadRows: number;
  #onItsWay: Promise<void> = Promise.resolve();
  #failure: unknown = null;
  readonly #problems = new Map<string, number>();
  #lastSentMs = Number.NEGATIVE_INFINITY;

  constructor(options: ChunkSenderOptions) {
    this.#options = options;
    this.#sent = new SentCounter(options.saved?.counts);
    this.#answeredBadRows = options.saved?.badRows ?? 0;
  }

  get full(): boolean {
    return this.#chunk.readings.length >= readingsPerRequest;
  }

  get lastSentMs(): number {
    return this.#lastSentMs;
  }

  counts(): SentCounts & { readonly badRows: number } {
    return { ...this.#sent.counts(), badRows: this.#answeredBadRows + this.#chunk.badRows };
  }

  add(line: number, { equipmentId, sensorType, value }: RecordedReading, eventMs: number): void {
    const timestamp = new Date(eventMs).toISOString();
    const { unit } = this.#options;
    this.#chunk.readings.push({
      equipmentId,
      sensorType,
      value,
      timestamp,
      ...(value === null ? { quality: 'BAD' } : {}),
      ...(unit === undefined ? {} : { units: unit }),
    });
    this.#chunk.lines.push(line);
    this.#chunk.throughLine = line;
  }

  bad(line: number, reason: string): void {
    this.#chunk.badRows += 1;
    this.#chunk.throughLine = line;
    this.#name('bad rows', `line ${line}: ${reason}`);
  }

  /** Waits for the answer to the request before, then starts this one. */
  async send(origin: Origin): Promise<void> {
    if (this.#chunk.readings.length === 0) return;
    await this.answered();
    const chunk = this.#chunk;
    this.#chunk = emptyChunk();
    this.#lastSentMs = this.#options.clock.nowMs();
    this.#onItsWay = this.#deliver(chunk, origin).catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  async answered(): Promise<void> {
    await this.#onItsWay;
    this.throwIfFailed();
  }

  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async #deliver(chunk: Chunk, origin: Origin): Promise<void> {
    const { client, statePath, belongsTo } = this.#options;
    const result = await client.ingestReadings(chunk.readings);
    this.#sent.answered(chunk.readings.length, result);
    this.#answeredBadRows += chunk.badRows;
    for (const { index, code, message } of result.rejected) {
      this.#name(`rows rejected as ${code}`, `line ${chunk.lines[index] ?? '?'}: rejected, ${code}: ${message}`);
    }
    await saveProgress(statePath, {
      belongsTo,
      origin,
      throughLine: chunk.throughLine,
      counts: this.#sent.counts(),
      badRows: this.#answeredBadRows,
    });
  }

  #name(kind: string, problem: string): void {
    const known = (this.#problems.get(kind) ?? 0) + 1;
    this.#problems.set(kind, known);
    if (known <= namedOfKind) this.#options.onNotice(problem);
    if (known === namedOfKind + 1) this.#options.onNotice(`further ${kind} are only counted`);
  }
}
