/** Sends the latest values of one selection to all its subscribers; those that are slow skip values. */
import type { Membership, Render, Sink } from '../broadcast/sink.ts';

/** Most values kept for members that are behind, where there is no snapshot to begin with. */
const maxMissed = 20_000;
/** A member that has missed more values gets them in several messages, so that none is too large. */
const maxTogether = 1_000;
/** How long a snapshot that was read serves new members. */
const snapshotFreshMs = 250;
const rereadMs = 5_000;

export interface ValueBroadcastOptions<Value, Message> {
  readonly keyOf: (value: Value) => string;
  readonly wants: (value: Value) => boolean;
  /** False when the value is older than the one that is known. */
  readonly isForward: (value: Value, known: Value) => boolean;
  readonly minIntervalMs: number;
  /** To be awaited once before the first value is published. */
  readonly attach: () => Promise<void>;
  /** Reads all present values, with which each member begins; null when members begin with the next change. */
  readonly snapshot: (() => Promise<readonly Value[]>) | null;
  readonly render: Render<readonly Value[], Message>;
  readonly onEmpty: () => void;
  readonly elapsedMs: () => number;
}

interface Entry<Value> {
  readonly value: Value;
  /** The turn in which the value was or will be sent. */
  readonly turn: number;
}

interface Member<Message> {
  readonly sink: Sink<Message>;
  /** The last turn that the member was sent. */
  turn: number;
  begun: boolean;
  /** True when the member gets the next turn with all others; else it is served by itself or cannot take more. */
  inStep: boolean;
  gone: boolean;
}

/**
 * The latest values for all subscribers that want the same ones in the same form: a turn gathers what has changed, is rendered once,
 * and goes to everybody. A member that misses turns gets the values of that time in one message later: the latest value wins, and
 * waiting for
 * a slow member costs the server nothing.
 */
export class ValueBroadcast<Value, Message> {
  readonly #options: ValueBroadcastOptions<Value, Message>;
  readonly #members = new Set<Member<Message>>();
  readonly #known = new Map<string, Entry<Value>>();
  #changed = new Set<string>();
  #turn = 0;
  #telling = false;
  #lastTurnAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #loading: { readonly atMs: number; readonly loaded: Promise<void> } | null = null;
  #snapshot: { readonly turn: number; readonly atMs: number; readonly message: Message | Promise<Message> } | null =
    null;

  constructor(options: ValueBroadcastOptions<Value, Message>) {
    this.#options = options;
  }

  get members(): number {
    return this.#members.size;
  }

  join(sink: Sink<Message>): Membership {
    const member: Member<Message> = { sink, turn: this.#turn, begun: false, inStep: false, gone: false };
    this.#members.add(member);
    void this.#serve(member);
    return { goOn: () => void this.#serve(member), leave: () => this.#remove(member) };
  }

  publish(values: readonly Value[]): void {
    const { keyOf, wants, isForward } = this.#options;
    for (const value of values) {
      if (!wants(value)) continue;
      const key = keyOf(value);
      const known = this.#known.get(key);
      if (known !== undefined && !isForward(value, known.value)) continue;
      // Deleted and set again, which keeps the map in the order of turns, so that the oldest value is removed first.
      this.#known.delete(key);
      this.#known.set(key, { value, turn: this.#turn + 1 });
      this.#changed.add(key);
    }
    if (this.#changed.size > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#telling || this.#timer !== null) return;
    const waitMs = this.#lastTurnAtMs + this.#options.minIntervalMs - this.#options.elapsedMs();
    if (waitMs <= 0) return void this.#tell();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#tell();
    }, waitMs);
  }

  async #tell(): Promise<void> {
    this.#telling = true;
    try {
      this.#turn += 1;
      const turn = this.#turn;
      const values = this.#valuesOf(this.#changed);
      this.#changed = new Set();
      if ([...this.#members].some(({ inStep }) => inStep)) {
        const rendered = this.#options.render(values);
        const message = rendered instanceof Promise ? await rendered : rendered;
        for (const member of this.#members) {
          if (!member.inStep || member.turn !== turn - 1) continue;
          member.inStep = member.sink.send(message);
          if (member.inStep) member.turn = turn;
        }
      }
      this.#forget();
    } catch (error) {
      for (const member of [...this.#members]) if (member.inStep) this.#end(member, error);
    } finally {
      this.#telling = false;
      this.#lastTurnAtMs = this.#options.elapsedMs();
    }
    if (this.#changed.size > 0) this.#schedule();
  }

  #valuesOf(keys: Iterable<string>): Value[] {
    const values: Value[] = [];
    for (const key of keys) {
      const entry = this.#known.get(key);
      if (entry !== undefined) values.push(entry.value);
    }
    return values;
  }

  /** Without snapshots a value is kept only as long as a member still has to get it. */
  #forget(): void {
    if (this.#options.snapshot !== null) return;
    let told = this.#turn;
    for (const member of this.#members) told = Math.min(told, member.turn);
    for (const [key, entry] of this.#known) {
      if (entry.turn <= told || this.#known.size > maxMissed) this.#known.delete(key);
    }
  }

  /** Sends the present values of what the member has missed; it then gets the next turn with all others. */
  async #serve(member: Member<Message>): Promise<void> {
    try {
      if (!(member.begun || (await this.#begin(member)))) return;
      while (!member.gone && member.turn < this.#turn) {
        const { turn, values } = this.#missedSince(member.turn);
        if (values.length > 0) {
          const rendered = this.#options.render(values);
          const message = rendered instanceof Promise ? await rendered : rendered;
          if (member.gone || !member.sink.send(message)) return;
        }
        member.turn = turn;
      }
      member.inStep = !member.gone;
    } catch (error) {
      this.#end(member, error);
    }
  }

  /** Whole turns, as many as make one message, and the last of them. */
  #missedSince(told: number): { readonly turn: number; readonly values: readonly Value[] } {
    const values: Value[] = [];
    let whole = { turn: told, count: 0 };
    let last = told;
    for (const { value, turn } of this.#known.values()) {
      if (turn <= told || turn > this.#turn) continue;
      if (turn > last) whole = { turn: last, count: values.length };
      last = turn;
      if (values.length === maxTogether && whole.count > 0) {
        return { turn: whole.turn, values: values.slice(0, whole.count) };
      }
      values.push(value);
    }
    return { turn: this.#turn, values };
  }

  /** False when the member could not take the snapshot. */
  async #begin(member: Member<Message>): Promise<boolean> {
    await this.#load();
    if (this.#options.snapshot === null) {
      member.begun = true;
      return true;
    }
    const { turn, message } = this.#wholeSnapshot();
    const whole = message instanceof Promise ? await message : message;
    if (member.gone || !member.sink.send(whole)) return false;
    if (this.#members.size === 1) this.#lastTurnAtMs = this.#options.elapsedMs();
    member.turn = turn;
    member.begun = true;
    return true;
  }

  #wholeSnapshot(): { readonly turn: number; readonly message: Message | Promise<Message> } {
    const atMs = this.#options.elapsedMs();
    if (this.#snapshot === null || atMs - this.#snapshot.atMs > snapshotFreshMs) {
      const message = this.#options.render([...this.#known.values()].map(({ value }) => value));
      this.#snapshot = { turn: this.#turn, atMs, message };
    }
    return this.#snapshot;
  }

  #load(): Promise<void> {
    const atMs = this.#options.elapsedMs();
    if (this.#loading === null || (this.#options.snapshot !== null && atMs - this.#loading.atMs > rereadMs)) {
      const loading = { atMs, loaded: this.#read() };
      this.#loading = loading;
      // The next one tries anew.
      loading.loaded.catch(() => {
        if (this.#loading === loading) this.#loading = null;
      });
    }
    return this.#loading.loaded;
  }

  async #read(): Promise<void> {
    const { attach, snapshot, keyOf, isForward } = this.#options;
    await attach();
    if (snapshot === null) return;
    const turn = this.#turn;
    const values = await snapshot();
    const found = new Set<string>();
    for (const value of values) {
      const key = keyOf(value);
      found.add(key);
      const known = this.#known.get(key);
      // Published while the snapshot was read, it may be newer already.
      if (known === undefined || isForward(value, known.value)) this.#known.set(key, { value, turn: known?.turn ?? 0 });
    }
    for (const [key, entry] of this.#known) if (!found.has(key) && entry.turn <= turn) this.#known.delete(key);
    this.#snapshot = null;
  }

  /** Ends everybody. */
  end(error: unknown): void {
    for (const member of [...this.#members]) this.#end(member, error);
  }

  #end(member: Member<Message>, error: unknown): void {
    if (member.gone) return;
    this.#remove(member);
    member.sink.end(error);
  }

  #remove(member: Member<Message>): void {
    if (member.gone) return;
    member.gone = true;
    member.inStep = false;
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#options.onEmpty();
  }
}
