/** The memories of window detectors that belong to one shard: read when first needed, begun from history, stored, let go of. */
import { readActiveConditions } from '../../db/alarms/alarm-conditions.ts';
import type { LoggedWindow } from '../../db/pipeline/completed-windows.ts';
import {
  deleteDetectorStates,
  readDetectorStates,
  type StateKey,
  storeDetectorStates,
} from '../../db/pipeline/detector-states.ts';
import { firstWindowMs, sensorsOfEquipment } from '../../db/pipeline/stored-sensor-state.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { runsIn } from '../../domain/detection/catalogue.ts';
import type { WindowDetector, WindowEnding, WindowMemory, WindowRestatement } from '../detect/window-detector.ts';
import type { Definition } from '../sensor-definition.ts';
import type { Definitions } from '../sensor-definitions.ts';
import type { JudgedEnding, JudgedWindow, Judgement } from './judgement.ts';
import { keyOf, nameOf } from './memory-key.ts';
import { packState, unpackState } from './packed-state.ts';
import { pastWindows } from './past-windows.ts';

const dayMs = 86_400_000;
/** A memory that saw no window for so long is let go of once it is stored; it is read again when its subject speaks. */
const idleMs = 6 * 3_600_000;
/** How many memories are stored with one statement: about a megabyte. */
const storedTogether = 16;

interface Held {
  readonly key: StateKey;
  readonly detector: WindowDetector;
  readonly memory: WindowMemory;
  /** Since when the unit of its windows is that of the sensor, epoch ms. */
  readonly unitSinceMs: number;
  /** Newest window of each of its sensors, epoch ms: the log may name a window twice where a sensor has few readings. */
  readonly newest: Map<number, number>;
  /** The last batch of which it has taken windows in, and the last that it was stored with; 0 for none. */
  batchNo: number;
  storedBatchNo: number;
  usedAtMs: number;
  /** What stands of it in the database was compared with what it says itself. */
  isCompared: boolean;
}

/** What is stored of one memory, packed. */
interface Kept {
  readonly unitSinceMs: number;
  /** Sensors and their newest windows. */
  readonly newest: readonly (readonly [number, number])[];
  readonly memory: unknown;
}

/** One window before one detector. */
interface Look {
  readonly window: LoggedWindow;
  readonly definition: Definition;
  readonly detector: WindowDetector;
  readonly key: StateKey;
  /** The key as one text. */
  readonly name: string;
}

export interface MemoriesOptions {
  readonly db: Queryable;
  readonly shardNo: number;
  readonly detectors: readonly WindowDetector[];
  readonly definitions: Definitions;
  readonly elapsedMs: () => number;
}

export class DetectorMemories {
  readonly #options: MemoriesOptions;
  readonly #held = new Map<string, Held>();
  /**
   * Subjects whose windows passed by while their detector was switched off: their memory lacks those, so that a detector which is switched on
   * again begins from the history of windows. True once what was stored of it is deleted.
   */
  readonly #switchedOff = new Map<string, { readonly key: StateKey; isDeleted: boolean; isCompared: boolean }>();

  constructor(options: MemoriesOptions) {
    this.#options = options;
  }

  /** Takes whole batches of windows in, in the log's order, and returns what the detectors found, and what is over. */
  async take(windows: readonly LoggedWindow[]): Promise<Judgement> {
    const looks = await this.#looksAt(windows);
    const { judged, ended, restated } = this.#observe(looks);
    const over = [...ended, ...(await this.#forgotten(looks))];
    // What was found anew behind it, or is told by another detector of the same issue, goes on.
    return { judged, ended: over.filter((one) => !this.#isStanding(one)), restated };
  }

  /** Takes windows in that were judged before: what was found in them, and what was over, is known. */
  async repeat(windows: readonly LoggedWindow[]): Promise<void> {
    this.#observe(await this.#looksAt(windows));
  }

  async #looksAt(windows: readonly LoggedWindow[]): Promise<Look[]> {
    await this.#options.definitions.load(new Set(windows.map(({ sensorId }) => sensorId)));
    const looks = windows.flatMap((window) => this.#looksOf(window));
    await this.#load(looks);
    return looks;
  }

  #observe(looks: readonly Look[]): Judgement {
    const judged: JudgedWindow[] = [];
    const ended: JudgedEnding[] = [];
    const restated: WindowRestatement[] = [];
    for (const { window, definition, name } of looks) {
      const held = this.#held.get(name);
      if (held === undefined || window.batchNo <= held.batchNo) continue;
      if (window.windowMs <= (held.newest.get(window.sensorId) ?? Number.NEGATIVE_INFINITY)) continue;
      held.newest.set(window.sensorId, window.windowMs);
      const found = held.memory.observe(window, definition);
      if (found !== null) judged.push({ window, found });
      for (const ending of held.memory.ended()) {
        ended.push({ ...ending, detector: held.detector.name });
      }
      restated.push(...(held.memory.restated?.() ?? []));
    }
    // Behind all of them: a batch may have several windows of one subject.
    for (const { window, name } of looks) {
      const held = this.#held.get(name);
      if (held === undefined) continue;
      held.batchNo = Math.max(held.batchNo, window.batchNo);
      held.usedAtMs = this.#options.elapsedMs();
    }
    return { judged, ended, restated };
  }

  /** Stores what has changed since it was stored last, and lets go of what has been idle. True when all of it is stored. */
  async store(mayGoOn: () => boolean): Promise<boolean> {
    const { db, shardNo, elapsedMs } = this.#options;
    const changed = [...this.#held]
      .filter(([, { batchNo, storedBatchNo }]) => batchNo > storedBatchNo)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, held]) => held);
    for (let from = 0; from < changed.length; from += storedTogether) {
      if (!mayGoOn()) return false;
      const some = changed.slice(from, from + storedTogether);
      const states = some.map(({ key, detector, memory, unitSinceMs, newest, batchNo }) => {
        const kept: Kept = { unitSinceMs, newest: [...newest], memory: memory.stored() };
        return { ...key, shardNo, version: detector.version, batchNo, state: packState(kept) };
      });
      await storeDetectorStates(db, states);
      some.forEach((held, i) => {
        held.storedBatchNo = states[i]?.batchNo ?? held.storedBatchNo;
      });
    }
    const dropped = [...this.#switchedOff.values()].filter(({ isDeleted }) => !isDeleted);
    if (dropped.length > 0)
      await deleteDetectorStates(
        db,
        dropped.map(({ key }) => key),
      );
    for (const one of dropped) one.isDeleted = true;
    for (const [name, { batchNo, storedBatchNo, usedAtMs }] of this.#held) {
      if (batchNo === storedBatchNo && elapsedMs() - usedAtMs > idleMs) this.#held.delete(name);
    }
    return true;
  }

  /**
   * Conditions that stand in the database though their detectors, asked for the first time since they were read, know nothing of them: one was
   * switched off, or began anew by another version, in another unit, or by other settings than those by which it told.
   */
  async #forgotten(looks: readonly Look[]): Promise<JudgedEnding[]> {
    const { db, detectors, definitions } = this.#options;
    const asked = new Map<string, { isCompared: boolean }>(this.#switchedOff);
    for (const { name } of looks) {
      const held = this.#held.get(name);
      if (held !== undefined) asked.set(name, held);
    }
    for (const [name, { isCompared }] of asked) if (isCompared) asked.delete(name);
    if (asked.size === 0) return [];
    const active = await readActiveConditions(
      db,
      detectors.map(({ name }) => name),
    );
    for (const one of asked.values()) one.isCompared = true;
    const theirs = active.filter((one) => {
      const detector = detectors.find(({ name }) => name === one.detector);
      return detector !== undefined && asked.has(nameOf(keyOf(detector, one)));
    });
    await definitions.load(theirs.map(({ sensorId }) => sensorId));
    const note = 'Its detector was switched off, or began anew.';
    return theirs.map(({ sensorId, problem: issue, detector }) => ({ sensorId, issue, detector, note, isMoot: false }));
  }

  #isStanding({ sensorId, issue }: WindowEnding): boolean {
    const definition = this.#options.definitions.of(sensorId);
    const subject = { ...definition, sensorId };
    return this.#options.detectors.some((detector) =>
      this.#held
        .get(nameOf(keyOf(detector, subject)))
        ?.memory.standing(definition)
        .includes(issue),
    );
  }

  /** After this, each look has its memory, in the unit that its sensor has now. */
  async #load(looks: readonly Look[]): Promise<void> {
    const { db, elapsedMs } = this.#options;
    const missing = new Map<string, Look>();
    for (const look of looks) {
      const held = this.#held.get(look.name);
      if (held === undefined || held.unitSinceMs !== unitSinceOf(look)) {
        if (!missing.has(look.name)) missing.set(look.name, look);
      }
    }
    if (missing.size === 0) return;
    const keys = [...missing.values()].map(({ key }) => key);
    const stored = new Map((await readDetectorStates(db, keys)).map((state) => [nameOf(state), state]));
    for (const [name, look] of missing) {
      const { detector, key } = look;
      const unitSinceMs = unitSinceOf(look);
      const wasOff = this.#switchedOff.delete(name);
      const state = wasOff ? undefined : stored.get(name);
      const kept = state?.version === detector.version ? (unpackState(state.state) as Kept) : null;
      const isKept = state !== undefined && kept !== null && kept.unitSinceMs === unitSinceMs;
      const batchNo = isKept ? state.batchNo : 0;
      const memory = isKept ? detector.load(kept.memory) : detector.begin();
      const newest = new Map(isKept ? kept.newest : []);
      if (!isKept) await this.#learn(memory, newest, look);
      const usedAtMs = elapsedMs();
      this.#held.set(name, {
        key,
        detector,
        memory,
        unitSinceMs,
        newest,
        batchNo,
        storedBatchNo: batchNo,
        usedAtMs,
        isCompared: false,
      });
    }
  }

  /** Shows a new memory the windows before its first one. */
  async #learn(memory: WindowMemory, newest: Map<number, number>, look: Look): Promise<void> {
    const { detector, window, definition } = look;
    const { db, definitions } = this.#options;
    const sensorIds = detector.scope === 'sensor' ? [window.sensorId] : await sensorsOfEquipment(db, definition);
    await definitions.load(sensorIds);
    const sinceMs = Math.max(window.windowMs - detector.historyDays * dayMs, definition.unitSinceMs);
    const oldestMs = await firstWindowMs(db, sensorIds, new Date(sinceMs));
    if (oldestMs === null) return;
    for await (const day of pastWindows(db, sensorIds, { fromMs: oldestMs, toMs: window.windowMs })) {
      for (const past of day) {
        const its = definitions.of(past.sensorId);
        if (!detector.looksAt(its) || !runsIn(its.detection, detector.name)) continue;
        memory.observe(past, its);
        newest.set(past.sensorId, past.windowMs);
      }
    }
  }

  #looksOf(window: LoggedWindow): Look[] {
    const definition = this.#options.definitions.of(window.sensorId);
    const looks: Look[] = [];
    for (const detector of this.#options.detectors) {
      if (!detector.looksAt(definition)) continue;
      const key = keyOf(detector, { ...definition, sensorId: window.sensorId });
      const name = nameOf(key);
      if (runsIn(definition.detection, detector.name)) looks.push({ window, definition, detector, key, name });
      else if (detector.scope === 'sensor') this.#noteSwitchedOff(name, key);
    }
    return looks;
  }

  /** A machine goes on without the sensors at which its detector is switched off; one sensor alone has no memory left. */
  #noteSwitchedOff(name: string, key: StateKey): void {
    this.#held.delete(name);
    if (!this.#switchedOff.has(name)) this.#switchedOff.set(name, { key, isDeleted: false, isCompared: false });
  }
}

/** A machine's sensors have units of their own; what a change of one means is its detector's to know. */
function unitSinceOf({ detector, definition }: Look): number {
  return detector.scope === 'sensor' ? definition.unitSinceMs : Number.NEGATIVE_INFINITY;
}
