/** Finds the silences of stored readings that would have been told, by the rhythms that sensors have now, and changes nothing. */
import { readRhythmsWith } from '../../db/pipeline/rhythms.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { BronzeHistory, StoredReading } from '../../domain/readings/bronze-log.ts';
import { fellSilentTogether, type SilentSensor } from '../silence/due-silences.ts';
import { Rhythm, type StoredRhythm } from '../silence/rhythm.ts';
import { silenceSeverity } from '../silence/silence-draft.ts';
import { tellSilence } from '../silence/silence-wording.ts';
import { Speech } from '../silence/speech.ts';
import type { TrialSide, TrialSpan } from './trial-side.ts';

const stepMs = 3_600_000;
const dayMs = 86_400_000;

interface Spell extends SilentSensor {
  /** When it would have been told. */
  readonly dueMs: number;
}

/** Tries sensors one after the other, and tells at last what fell silent together. */
export class SilenceTrial {
  readonly #db: Queryable;
  readonly #bronze: Pick<BronzeHistory<Queryable>, 'readSpan'>;
  readonly #span: TrialSpan;
  readonly #sides: readonly { readonly side: TrialSide; readonly spells: Spell[] }[];

  constructor(
    db: Queryable,
    bronze: Pick<BronzeHistory<Queryable>, 'readSpan'>,
    span: TrialSpan,
    sides: readonly TrialSide[],
  ) {
    this.#db = db;
    this.#bronze = bronze;
    this.#span = span;
    this.#sides = sides.map((side) => ({ side, spells: [] }));
  }

  /** Returns how many readings there were. */
  async take(sensorId: number): Promise<number> {
    const { fromMs, toMs } = this.#span;
    const rhythms = await readRhythmsWith(this.#db, sensorId);
    const memory = rhythms.get(sensorId);
    if (memory === undefined) return 0;
    const known = memory as StoredRhythm;
    // The days of the span are lived again.
    const stored = { ...known, days: known.days.filter(([day]) => day < Math.floor(fromMs / dayMs)) };
    const watchedSensors = [...rhythms.values()].filter((one) => new Rhythm(one as StoredRhythm).isRegular).length;
    const runs = this.#sides.map(
      ({ side, spells }) => new SpellRun(side, sensorId, { stored, watchedSensors, spells }),
    );
    let readings = 0;
    for (let atMs = fromMs; atMs < toMs; atMs += stepMs) {
      const step = { sensorIds: [sensorId], fromMs: atMs, toMs: Math.min(atMs + stepMs, toMs) };
      const found = await this.#bronze.readSpan(this.#db, step);
      readings += found.length;
      for (const word of wordsOf(found)) for (const run of runs) run.hear(word);
    }
    for (const run of runs) run.end(toMs);
    return readings;
  }

  /** Puts what was found into the tallies of both sides. */
  tell(): void {
    for (const { side, spells } of this.#sides) {
      for (const silence of together(spells)) {
        const [first] = silence;
        if (first === undefined) continue;
        const named = silence.map((spell) => {
          const { name, sensorType } = side.definitionOf(spell.sensorId);
          return { ...spell, label: name ?? sensorType };
        });
        const { equipmentId, sentence } = tellSilence(named, first.dueMs);
        const main = named.find((spell) => spell.equipmentId === equipmentId) ?? first;
        const { siteId, sensorType } = side.definitionOf(main.sensorId);
        const when = new Date(first.dueMs);
        side.outcome.tell({
          when,
          siteId,
          equipmentId,
          sensorType,
          detector: 'silent',
          severity: silenceSeverity,
          sentence,
        });
      }
    }
  }
}

/** One sensor by the settings of one side. */
class SpellRun {
  readonly #side: TrialSide;
  readonly #sensorId: number;
  readonly #speech: Speech;
  readonly #watchedSensors: number;
  readonly #spells: Spell[];
  #lastMs: number | null = null;

  constructor(
    side: TrialSide,
    sensorId: number,
    { stored, watchedSensors, spells }: { stored: StoredRhythm; watchedSensors: number; spells: Spell[] },
  ) {
    this.#side = side;
    this.#sensorId = sensorId;
    this.#speech = new Speech({ nowMs: 0, looks: 0 }, stored);
    this.#watchedSensors = watchedSensors;
    this.#spells = spells;
  }

  hear({ receivedAtMs, reading: { eventTimeMs, value } }: StoredReading): void {
    this.end(receivedAtMs);
    const { kind } = this.#side.definitionOf(this.#sensorId);
    const isByChange = kind !== 'gauge' || (value !== null && typeof value !== 'number');
    this.#speech.hear({ receivedAtMs, eventTimeMs, value, isByChange }, { nowMs: receivedAtMs, looks: 0 });
    if (!this.#speech.isTold) this.#lastMs = receivedAtMs;
  }

  /** Notes whether its silence would have been told by then. */
  end(atMs: number): void {
    const { siteId, equipmentId, detection, isActive } = this.#side.definitionOf(this.#sensorId);
    const { enabled, parameters } = detection.silent;
    const { rhythm, isTold } = this.#speech;
    if (this.#lastMs === null || isTold || !enabled || !isActive || !rhythm.isRegular) return;
    const dueMs = this.#lastMs + rhythm.dueAfterMs(parameters);
    if (dueMs > atMs) return;
    this.#speech.isTold = true;
    this.#spells.push({
      sensorId: this.#sensorId,
      siteId,
      equipmentId,
      sinceMs: this.#lastMs,
      usualPauseMs: rhythm.usualPauseMs,
      watchedSensors: this.#watchedSensors,
      dueMs,
    });
  }
}

/** The newest reading of each batch, in the order in which they came. */
function wordsOf(readings: readonly StoredReading[]): StoredReading[] {
  const newest = new Map<number, StoredReading>();
  for (const one of readings) {
    const known = newest.get(one.batchNo);
    if (known === undefined || known.reading.eventTimeMs < one.reading.eventTimeMs) newest.set(one.batchNo, one);
  }
  return [...newest.values()].sort((a, b) => a.batchNo - b.batchNo);
}

/** The first one that is due tells of those that are due later as well. */
function together(spells: readonly Spell[]): Spell[][] {
  const groups: Spell[][] = [];
  for (const spell of [...spells].sort((a, b) => a.dueMs - b.dueMs || a.sensorId - b.sensorId)) {
    const group = groups.find(([first]) => first?.siteId === spell.siteId && fellSilentTogether(spell, first));
    if (group === undefined) groups.push([spell]);
    else if (!group.some(({ sensorId }) => sensorId === spell.sensorId)) group.push(spell);
  }
  return groups;
}
