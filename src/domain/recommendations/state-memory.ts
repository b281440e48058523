/** What is remembered of a sensor that shows states: which there are, how long each lasts, which follows which, and how often it changes. */

/** A signal with more of them shows no states: which follows which is then no longer remembered. */
export const maxStates = 64;
const maxChangesKnown = 512;
/** Grows when what is stored means something else: it is then begun anew. */
const version = 1;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const slotMs = 300_000;
const slotsAnHour = hourMs / slotMs;
const rememberedDays = 14;
/** A sensor that repeats its state and is quiet for longer, 15 minutes or more, may have passed through others meanwhile. */
const unseenAfterSlots = 3;

/** A condition that lasts: not there, recorded as one of the past, or told. */
export type Noted = 0 | 1 | 2;

/** As it is stored with the batch that changed it; times in epoch ms. */
export interface StoredStates {
  readonly version: number;
  readonly firstMs: number;
  readonly sinceMs: number;
  /** Place of the present state in `states`. */
  readonly current: number;
  /** In the order in which they were first seen. */
  readonly states: readonly string[];
  /** The longest that each state lasted, ms, and how often it ended. */
  readonly longestMs: readonly number[];
  readonly stays: readonly number[];
  /** Changes that were seen, from · 64 + to; those seen once only, and the others. */
  readonly once: readonly number[];
  readonly often: readonly number[];
  readonly changes: number;
  /** Changes in each five minutes of the last hour, the newest last, and the number of the newest since 1970. */
  readonly slots: readonly number[];
  readonly newestSlot: number;
  /** The present hour's changes, and its number since 1970; of each of 14 days its number and most changes in an hour. */
  readonly hour: number;
  readonly hourChanges: number;
  readonly days: readonly number[];
  readonly busiest: readonly number[];
  /** Whether the sensor repeats its state, and five minutes, by number, of the newest reading. */
  readonly repeats: boolean;
  readonly heardSlot: number;
  readonly lasting: Noted;
  readonly chattering: Noted;
  /** A change never seen before led to the present state; absent in what an earlier version stored. */
  readonly unexpected?: Noted;
}

/** What may be so for a while. */
export type StateCondition = 'lasting' | 'chattering' | 'unexpected';

/** The state stays as it is. */
export interface Stay {
  readonly kind: 'stay';
  readonly sinceMs: number;
  readonly lastsMs: number;
  /** The longest before this one, ms, and how many there were. */
  readonly longestMs: number;
  readonly stays: number;
  /** Changes within the last hour, and the most within an hour of the 14 days before the present one. */
  readonly lastHour: number;
  readonly busiestHour: number;
  readonly knownMs: number;
}

/** The state has become another one. */
export interface Change {
  readonly kind: 'change';
  readonly from: string;
  /** Whether it was never seen before; how many were seen before it, and how many different ones of them once only. */
  readonly isNew: boolean;
  readonly changes: number;
  readonly seenOnce: number;
  /** Within the last hour, this one among them, and the most within an hour of the 14 days before the present one. */
  readonly lastHour: number;
  readonly busiestHour: number;
  readonly knownMs: number;
}

/** Mutable within a batch; what it held before is in the database. */
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

export class StateMemory {
  #held: Mutable<StoredStates> | null;

  constructor(stored: StoredStates | null = null) {
    this.#held = stored === null || stored.version !== version ? null : copyOf(stored);
  }

  get isEmpty(): boolean {
    return this.#held === null;
  }

  /** The number of a state, from 0, in the order in which they were first seen; that of the next one for a state that was not. */
  numberOf(state: string): number {
    const place = this.#held?.states.indexOf(state) ?? 0;
    return place < 0 ? (this.#held?.states.length ?? 0) : place;
  }

  /** Takes in the newest reading. `isChanged`: what is to be stored is another. */
  note(state: string, timeMs: number): { readonly seen: Stay | Change | null; readonly isChanged: boolean } {
    const held = this.#held;
    if (held === null) {
      this.#held = begun(state, timeMs);
      return { seen: null, isChanged: true };
    }
    if (held.states[held.current] === state) {
      const isChanged = noteRepeated(held, timeMs);
      return { seen: stayOf(held, timeMs), isChanged };
    }
    const isUnseen = held.repeats && slotOf(timeMs) - held.heardSlot > unseenAfterSlots;
    held.heardSlot = slotOf(timeMs);
    return { seen: changeTo(held, state, timeMs, isUnseen), isChanged: true };
  }

  get lasting(): Noted {
    return this.#held?.lasting ?? 0;
  }

  get chattering(): Noted {
    return this.#held?.chattering ?? 0;
  }

  /** Something that was told still is so. */
  get isHeld(): boolean {
    const held = this.#held;
    return held !== null && (held.lasting === 2 || held.chattering === 2 || held.unexpected === 2);
  }

  /** Returns whether it was another before. */
  set(condition: StateCondition, noted: Noted): boolean {
    if (this.#held === null || this.#held[condition] === noted) return false;
    this.#held[condition] = noted;
    return true;
  }

  stored(): StoredStates | null {
    return this.#held === null ? null : copyOf(this.#held);
  }
}

function slotOf(timeMs: number): number {
  return Math.floor(timeMs / slotMs);
}

/** Stored once in five minutes, so that a server that begins anew knows the same gap. */
function noteRepeated(held: Mutable<StoredStates>, timeMs: number): boolean {
  const slot = slotOf(timeMs);
  if (held.repeats && held.heardSlot === slot) return false;
  held.repeats = true;
  held.heardSlot = slot;
  return true;
}

function begun(state: string, timeMs: number): Mutable<StoredStates> {
  return {
    version,
    firstMs: timeMs,
    sinceMs: timeMs,
    current: 0,
    states: [state],
    longestMs: [0],
    stays: [0],
    once: [],
    often: [],
    changes: 0,
    slots: Array<number>(slotsAnHour).fill(0),
    newestSlot: slotOf(timeMs),
    hour: Math.floor(timeMs / hourMs),
    hourChanges: 0,
    days: [],
    busiest: [],
    repeats: false,
    heardSlot: slotOf(timeMs),
    lasting: 0,
    chattering: 0,
  };
}

function copyOf(held: StoredStates): Mutable<StoredStates> {
  const { states, longestMs, stays, once, often, slots, days, busiest } = held;
  return {
    ...held,
    states: [...states],
    longestMs: [...longestMs],
    stays: [...stays],
    once: [...once],
    often: [...often],
    slots: [...slots],
    days: [...days],
    busiest: [...busiest],
  };
}

/** How long the present state has lasted at a time, whether a reading says so or the clock. */
export function stayOf(held: StoredStates, timeMs: number): Stay {
  const { sinceMs, longestMs, stays, current, firstMs, slots, newestSlot, busiest } = held;
  return {
    kind: 'stay',
    sinceMs,
    lastsMs: timeMs - sinceMs,
    longestMs: longestMs[current] ?? 0,
    stays: stays[current] ?? 0,
    lastHour: slots.slice(Math.max(0, slotOf(timeMs) - newestSlot)).reduce((sum, count) => sum + count, 0),
    busiestHour: Math.max(0, ...busiest),
    knownMs: timeMs - firstMs,
  };
}

function changeTo(held: Mutable<StoredStates>, state: string, timeMs: number, isUnseen: boolean): Change {
  const { current, changes } = held;
  const from = held.states[current] ?? '';
  const seenOnce = held.once.length;
  held.longestMs[current] = Math.max(held.longestMs[current] ?? 0, timeMs - held.sinceMs);
  held.stays[current] = (held.stays[current] ?? 0) + 1;
  const to = placeFor(held, state);
  const haveOwnPlaces = current < maxStates && to < maxStates;
  const isFirstSeen = !isUnseen && haveOwnPlaces && noteChange(held, current * maxStates + to);
  // Every way out of a state that came for the first time is one that nobody has seen.
  const isNew = isFirstSeen && (held.stays[current] ?? 0) > 1;
  held.current = to;
  held.sinceMs = timeMs;
  held.lasting = 0;
  held.unexpected = 0;
  held.states[held.current] = state;
  countChange(held, timeMs);
  return {
    kind: 'change',
    from,
    isNew,
    changes,
    seenOnce,
    lastHour: held.slots.reduce((sum, count) => sum + count, 0),
    busiestHour: Math.max(0, ...held.busiest),
    knownMs: timeMs - held.firstMs,
  };
}

/** All beyond the last place share one, of which neither stays nor changes are told. */
function placeFor(held: Mutable<StoredStates>, state: string): number {
  const known = held.states.indexOf(state);
  if (known >= 0) return known;
  const next = Math.min(held.states.length, maxStates);
  held.longestMs[next] = next === maxStates ? Number.MAX_SAFE_INTEGER : 0;
  held.stays[next] = 0;
  return next;
}

/** Returns whether it was never seen before. */
function noteChange(held: Mutable<StoredStates>, pair: number): boolean {
  held.changes += 1;
  if (held.often.includes(pair)) return false;
  const place = held.once.indexOf(pair);
  if (place < 0) {
    if (held.once.length + held.often.length >= maxChangesKnown) return false;
    held.once.push(pair);
    return true;
  }
  held.once.splice(place, 1);
  held.often.push(pair);
  return false;
}

function countChange(held: Mutable<StoredStates>, timeMs: number): void {
  const hour = Math.floor(timeMs / hourMs);
  if (hour !== held.hour) {
    noteHour(held);
    held.hour = hour;
    held.hourChanges = 0;
  }
  held.hourChanges += 1;
  const slot = slotOf(timeMs);
  const moved = Math.min(slotsAnHour, Math.max(0, slot - held.newestSlot));
  held.slots.splice(0, moved);
  while (held.slots.length < slotsAnHour) held.slots.push(0);
  held.newestSlot = Math.max(held.newestSlot, slot);
  held.slots[slotsAnHour - 1] = (held.slots[slotsAnHour - 1] ?? 0) + 1;
}

/** An hour is over: it counts for its day. */
function noteHour(held: Mutable<StoredStates>): void {
  const day = Math.floor((held.hour * hourMs) / dayMs);
  const newest = held.days.length - 1;
  if (held.days[newest] === day) held.busiest[newest] = Math.max(held.busiest[newest] ?? 0, held.hourChanges);
  else {
    held.days.push(day);
    held.busiest.push(held.hourChanges);
  }
  while ((held.days[0] ?? day) <= day - rememberedDays) {
    held.days.shift();
    held.busiest.shift();
  }
}
