/** Whether this server itself could hear sensors: a server that stood still, refused readings or lost its database blames nobody. */
import type { Moment } from './speech.ts';

const lookMs = 15_000;
/** A server that did not look for so long was itself not there to listen. */
const stalledMs = 240_000;
/** A clock that goes apart from the time that passes by more than this was set. */
const jumpMs = 60_000;
/** After a start sources connect again; while not one sensor has reported, nobody is told for so long. */
const graceMs = 900_000;

/** Whether everything that was sent is known: nothing fails on its way, and the pipeline is at the head of the log. */
export type Hearing = 'all' | 'behind' | 'broken';

export interface AttentionOptions {
  readonly hearing: () => Hearing;
  /** How often somebody's readings were not taken, so far. */
  readonly refusals: () => number;
  readonly now: () => number;
  readonly elapsedMs: () => number;
}

export class Attention {
  readonly #options: AttentionOptions;
  #looks = 0;
  #refusals = 0;
  #lastLookMs: number;
  #lastNowMs: number;
  #listeningSinceMs: number;
  #hasHeard = false;

  constructor(options: AttentionOptions) {
    this.#options = options;
    this.#lastLookMs = options.elapsedMs();
    this.#lastNowMs = options.now();
    this.#listeningSinceMs = this.#lastLookMs;
  }

  get moment(): Moment {
    return { nowMs: this.#options.elapsedMs(), looks: this.#looks };
  }

  get isLookDue(): boolean {
    return this.#options.elapsedMs() - this.#lastLookMs >= lookMs;
  }

  noteHeard(): void {
    this.#hasHeard = true;
  }

  /** False when something could not be heard since the last look: silence begins to count anew. */
  look(): boolean {
    const { elapsedMs, now, hearing, refusals } = this.#options;
    const nowMs = elapsedMs();
    const wallMs = now();
    const sinceMs = nowMs - this.#lastLookMs;
    const hasJumped = Math.abs(wallMs - this.#lastNowMs - sinceMs) > jumpMs;
    const hasRefused = refusals() !== this.#refusals;
    this.#lastLookMs = nowMs;
    this.#lastNowMs = wallMs;
    this.#refusals = refusals();
    if (hearing() === 'all') this.#looks += 1;
    return sinceMs <= stalledMs && !hasJumped && !hasRefused && hearing() !== 'broken';
  }

  get isBroken(): boolean {
    return this.#options.hearing() === 'broken';
  }

  get mayTell(): boolean {
    const { hearing, elapsedMs } = this.#options;
    return hearing() === 'all' && (this.#hasHeard || elapsedMs() - this.#listeningSinceMs >= graceMs);
  }

  /** Whether nothing has kept this server from hearing for so long. */
  hasListenedFor(ms: number): boolean {
    return this.mayTell && this.#options.elapsedMs() - this.#listeningSinceMs >= ms;
  }

  beginAnew(): void {
    this.#hasHeard = false;
    this.#listeningSinceMs = this.#options.elapsedMs();
  }
}
